import { columnsOf } from "./condition.ts";
import type { Plan } from "./plan.ts";

/** Fields of a plan that are looked at without an index: they have no slot, or one that is still being filled. */
export function slowFields({ where, sort }: Plan): { readonly filtered: readonly string[]; readonly sorted: readonly string[] } {
  const without = (columns: readonly { name: string; at?: string; links?: unknown; element?: true; made?: unknown }[]) => [
    ...new Set(columns.filter((column) => column.at === undefined && column.links === undefined).map(({ name }) => name)),
  ];
  return { filtered: without(columnsOf(where)), sorted: without(sort.map(({ column }) => column)) };
}
