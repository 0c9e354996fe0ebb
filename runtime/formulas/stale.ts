import type { Tx } from "#db";
import type { Effective } from "../effective/effective.ts";
import { derivedGraph } from "./effective-graph.ts";
import { newId } from "../uuid.ts";

/** Stands for all records of an object: their derived values are being filled in behind a publish. */
export const allRecords = "00000000-0000-0000-0000-000000000000";

/** $1 tenant, $2 object, $3 ids. Marked anew, so that whoever is just at it comes back; in one order for everybody. */
const mark = `insert into stale_record (tenant_id, object_id, record_id, since)
select $1::uuid, $2::text, x.id, clock_timestamp() from unnest($3::uuid[]) as x(id) order by x.id
on conflict (tenant_id, object_id, record_id) do update set since = excluded.since`;

/** $1 tenant, $2 id. One for each marking: a piece of work that is there already may be done before this transaction is. */
const enqueue = "insert into work (tenant_id, id, kind, class) values ($1::uuid, $2::uuid, 'derive', 'backfill')";

/**
 * Leaves records to the worker: their own derived values, and all that follows from them. In the transaction of the change that they
 * follow from; whoever commits it calls `platform.wake()`.
 */
export async function markStale(tx: Tx, effective: Effective, object: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const { id } = effective.objects.get(object)!;
  await Promise.all([tx.query(mark, [effective.tenantId, id, [...ids].sort()]), tx.query(enqueue, [effective.tenantId, newId()])]);
}

/** Objects whose stale records make derived values of an object wait: ids of their storage; none where nothing is derived from elsewhere. */
export function waitsFor(effective: Effective, object: string): readonly string[] {
  return effective.shared(`derived values wait for:${object}`, () => {
    const graph = derivedGraph(effective);
    const found = new Set<string>();
    const visit = (name: string): void => {
      if (found.has(name)) return;
      const nodes = graph.of.get(name) ?? [];
      if (nodes.length === 0 && name === object) return;
      found.add(name);
      for (const { paths, children } of nodes) {
        for (const { hops } of paths) for (const hop of hops) visit(hop.to);
        if (children !== undefined) visit(children.object);
      }
    };
    visit(object);
    return [...found].flatMap((name) => effective.objects.get(name)?.id ?? []);
  });
}

/**
 * Whether derived values of an object are being caught up, as a statement to travel with another: gives a row if so. undefined:
 * the object has no derived values.
 */
export function catchingUpStatement(
  effective: Effective,
  object: string,
): { readonly text: string; readonly params: readonly unknown[] } | undefined {
  const objects = waitsFor(effective, object);
  if (objects.length === 0) return undefined;
  return { text: isCatchingUp, params: [effective.tenantId, objects] };
}
const isCatchingUp = "select 1 as waits from stale_record where tenant_id = $1::uuid and object_id = any($2::text[]) limit 1";
