import { exponentOf, isMoney, readDecimal, readLiteral, type Json } from "#metadata";
import type { Column } from "./column.ts";

/**
 * A given value as what the column is compared with, in canonical form; undefined: it can never equal one.
 * The same reading as the evaluator's: a limit of what may be stored is none of what may be asked. Money becomes an exact
 * number of minor units as text ("1999", "1999.5"), decimals stay text.
 */
export function fit(column: Column, value: Json): Json | undefined {
  if (typeof column.type !== "string") return undefined;
  const read = readLiteral(value, column.type);
  if ("wrong" in read) return undefined;
  if (column.type !== "money") return read.value as Json;
  if (isMoney(read.value))
    return column.currency === undefined || read.value.currency === column.currency ? String(read.value.minor) : undefined;
  const amount = readDecimal(read.value);
  return amount === undefined || column.currency === undefined ? undefined : amount.mul(10 ** exponentOf(column.currency)).toFixed();
}
