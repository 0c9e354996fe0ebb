import type { Tx } from "#db";
import type { Folded, ObjectDocument } from "#metadata";
import { fillingMark, nobody } from "../records/unique.ts";

/** A value, or several together, that stands once; or a rule by which records are matched. By object id. */
interface Gathered {
  readonly object: string;
  readonly key: string;
}

const stated = (map: Readonly<Record<string, unknown>> | undefined, of: (value: any) => unknown): Map<string, string> =>
  new Map(Object.entries(map ?? {}).map(([id, value]) => [id, JSON.stringify(of(value))]));

/** Keys under which values are gathered, and what each is gathered from. */
function gathers(object: ObjectDocument): { unique: Map<string, string>; matches: Map<string, string> } {
  const names = new Map(Object.entries(object.fields).map(([id, { name }]) => [name, id]));
  const unique = new Map(
    Object.entries(object.fields).flatMap(([id, field]) => (field.unique === true ? [[id, field.type] as const] : [])),
  );
  for (const [id, from] of stated(object.uniques, ({ fields }: { fields: string[] }) => fields.map((name) => names.get(name))))
    unique.set(`uniques:${id}`, from);
  const matches = stated(object.duplicates, ({ match, when }) => [
    Object.entries(match as Record<string, string>).map(([name, how]) => [names.get(name), how]),
    when,
  ]);
  return { unique, matches };
}

/** What has to be gathered from records that are there already. */
function begun(before: Folded, after: Folded): { unique: Gathered[]; matches: Gathered[] } {
  const found: { unique: Gathered[]; matches: Gathered[] } = { unique: [], matches: [] };
  for (const object of after.documents.object.values()) {
    const was = before.byKey.get(`object/${object.id}`);
    if (was?.kind !== "object") continue;
    const [then, now] = [gathers(was), gathers(object)];
    for (const kind of ["unique", "matches"] as const)
      for (const [key, from] of now[kind]) if (then[kind].get(key) !== from) found[kind].push({ object: object.id, key });
  }
  return found;
}

/**
 * Marks what has to be gathered from now on, in the transaction that publishes it: whoever writes sees the mark and looks at the
 * records themselves until everything is gathered. What was gathered under the key before is void.
 * @returns the objects whose records there is anything to gather from, by storage identity
 */
export async function markFilling(tx: Tx, tenantId: string, before: Folded, after: Folded): Promise<readonly string[]> {
  const { unique, matches } = begun(before, after);
  if (unique.length > 0) {
    await tx.query(
      `delete from record_unique using jsonb_to_recordset($2::jsonb) as g(object text, key text)
       where tenant_id = $1 and object_id = g.object and field_id = g.key`,
      [tenantId, unique],
    );
    await tx.query(
      `insert into record_unique (tenant_id, object_id, field_id, value, record_id)
       select $1::uuid, g.object, g.key, $3, $4::uuid from jsonb_to_recordset($2::jsonb) as g(object text, key text)`,
      [tenantId, unique, fillingMark, nobody],
    );
  }
  if (matches.length > 0) {
    await tx.query(
      `delete from record_match using jsonb_to_recordset($2::jsonb) as g(object text, key text)
       where tenant_id = $1 and object_id = g.object and rule_id = g.key`,
      [tenantId, matches],
    );
    await tx.query(
      `insert into record_match (tenant_id, object_id, rule_id, key, record_id)
       select $1::uuid, g.object, g.key, $3, $4::uuid from jsonb_to_recordset($2::jsonb) as g(object text, key text)`,
      [tenantId, matches, fillingMark, nobody],
    );
  }
  return [...new Set([...unique, ...matches].map(({ object }) => object))];
}
