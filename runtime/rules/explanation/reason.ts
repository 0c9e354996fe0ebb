import { readFact, type Column } from "#metadata";
import { reasonOf } from "../tables/compile-cell.ts";
import type { Failing } from "../tables/explain.ts";

/** Why a cell fails in words that do not tell what the fact is. */
export function reasonFor({ code, expected, actual }: Pick<Failing, "code" | "expected" | "actual">, column: Column): string {
  if (code.startsWith("capability_")) return `it cannot be used with this ${column.name}`;
  if ("logic" in expected) return `the condition on ${column.name} is not met`;
  const read = actual === null ? undefined : readFact({ ...column, options: undefined }, actual);
  if (read === undefined || !("value" in read)) return `${column.name} does not match`;
  return reasonOf(expected, column, { key: read.value.key, json: "(personal)" }).reason;
}
