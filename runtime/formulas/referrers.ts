import type { Tx } from "#db";
import type { Effective } from "../effective/effective.ts";
import { fieldColumn } from "../records/column.ts";
import { compileIds } from "../records/compile.ts";
import { planByIds } from "../records/plan.ts";
import { fieldIn } from "./effective-graph.ts";
import type { Watch } from "./graph.ts";
import type { PathHop } from "./paths.ts";

/** Paths that come to an object the same way, looked back at from it. */
export interface Way {
  /** from the record that has the derived value to the watched one */
  readonly hops: readonly PathHop[];
  readonly watches: readonly Watch[];
}

/** The ways on which paths come to an object, each once. */
export function waysOf(watches: readonly Watch[]): readonly Way[] {
  const found = new Map<string, { hops: readonly PathHop[]; watches: Watch[] }>();
  for (const watch of watches) {
    const hops = watch.path.hops.slice(0, watch.level);
    const key = hops.map(({ object, field }) => `${object}.${field.id}`).join(" ");
    const way = found.get(key) ?? { hops, watches: [] };
    way.watches.push(watch);
    found.set(key, way);
  }
  return [...found.values()];
}

/** One page of the records whose reference leads to one of some records, by id, `limit` and one more. */
export async function referringPage(
  tx: Tx,
  effective: Effective,
  hop: PathHop,
  ids: readonly string[],
  limit: number,
  after?: string,
): Promise<string[]> {
  const { object, field } = fieldIn(effective, hop.object, hop.field.id);
  const where = { kind: "oneOf", column: fieldColumn(field), values: ids } as const;
  const { text, params } = compileIds({ ...planByIds(effective, object, limit), where, scoped: true }, after);
  return (await tx.query(text, params)).map((row) => row["id"] as string);
}

/** The records from which references lead to one of some records; undefined: more than `most`, here or on the way. */
export async function referringAll(
  tx: Tx,
  effective: Effective,
  hops: readonly PathHop[],
  ids: readonly string[],
  most: number,
): Promise<readonly string[] | undefined> {
  let here = ids;
  for (const hop of hops.toReversed()) {
    if (here.length === 0) return [];
    if (most <= 0) return undefined;
    const found = await referringPage(tx, effective, hop, here, most);
    if (found.length > most) return undefined;
    here = found;
  }
  return here;
}
