import type { Tx } from "#db";
import { pointer, problem, type Folded, type Problem } from "#metadata";

/** What goes and what comes back between two sets of documents; field "" is the whole object. By storage identities. */
interface Part {
  readonly object: string;
  readonly field: string;
  readonly name: string;
}

/** Fields and objects of the one set that the other lacks. */
function lacking(of: Folded, other: Folded): Part[] {
  return [...of.documents.object.values()].flatMap((object): Part[] => {
    const there = other.byKey.get(`object/${object.id}`);
    if (there?.kind !== "object") return [{ object: object.id, field: "", name: object.name }];
    return Object.entries(object.fields)
      .filter(([id]) => !Object.hasOwn(there.fields, id))
      .map(([id, { name }]) => ({ object: object.id, field: id, name }));
  });
}

/** $1 tenant, $2 rows { object, field, name }, $3 the last revision that had them, $4 by, $5 days. Removed again: the window begins anew. */
const insertRemovals = `insert into field_removal (tenant_id, object_id, field_id, revision, name, removed_by, purge_at)
select $1::uuid, x.object, x.field, $3::int4, x.name, $4, now() + make_interval(days => $5::int4)
from jsonb_to_recordset($2::jsonb) as x(object text, field text, name text)
on conflict (tenant_id, object_id, field_id) do update set revision = excluded.revision, name = excluded.name, removed_at = now(),
  removed_by = excluded.removed_by, purge_at = excluded.purge_at`;

/** $1 tenant, $2 rows { object, field } */
const takeBack = `delete from field_removal r using jsonb_to_recordset($2::jsonb) as x(object text, field text)
where r.tenant_id = $1::uuid and r.object_id = x.object and r.field_id = x.field returning r.object_id as object, r.field_id as field, r.purge_at <= now() as late`;

/**
 * In the transaction that publishes: what is removed keeps its values for some days, what comes back is no longer to be purged.
 * Problems: removal_expired where the values may be half gone already.
 */
export async function keepRemoved(
  tx: Tx,
  tenantId: string,
  { before, after, onto, by }: { readonly before: Folded; readonly after: Folded; readonly onto: number; readonly by: string },
  days: number,
): Promise<Problem[]> {
  const gone = lacking(before, after);
  const come = lacking(after, before);
  if (gone.length > 0) await tx.query(insertRemovals, [tenantId, gone, onto, by, days]);
  if (come.length === 0) return [];
  const back = await tx.query<{ object: string; field: string; late: boolean }>(takeBack, [tenantId, come]);
  return back
    .filter(({ late }) => late)
    .map(({ object, field }) => {
      const part = come.find((each) => each.object === object && each.field === field)!;
      return problem(
        "removal_expired",
        pointer("object", object, ...(field === "" ? [] : ["fields", field])),
        `"${part.name}" was removed too long ago`,
      );
    });
}
