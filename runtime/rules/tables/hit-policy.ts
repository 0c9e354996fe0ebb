import {
  addDecimals,
  ok,
  problem,
  refused,
  type Column,
  type HitPolicy,
  type Json,
  type Money,
  type Result,
  type TableDocument,
} from "#metadata";
import type { CompiledRow } from "./compile-row.ts";

type Output = Readonly<Record<string, Json>>;

/** Hit policies that answer with one row: U, A, P, F. */
export const isSingle = (hit: HitPolicy): boolean => hit === "U" || hit === "A" || hit === "P" || hit === "F";

/**
 * The answer of the rows that hit, which stand in the rows' order, by the table's hit policy (DMN 1.5, 8.2.11): what it gives and the rows
 * it comes from. Problems: many_rows_hit (U), rows_disagree (A).
 */
export function settle(
  { hit, onMultiple, name }: TableDocument,
  outputs: readonly Column[],
  rows: readonly CompiledRow[],
  outputOf: (row: CompiledRow) => Output,
): Result<{ readonly given: readonly Output[]; readonly from: readonly CompiledRow[] }> {
  const each = (from: readonly CompiledRow[]) => ok({ given: from.map(outputOf), from });
  switch (hit) {
    case "F":
      return each(rows.slice(0, 1));
    case "U": {
      if (rows.length < 2 || onMultiple === "first") return each(rows.slice(0, 1));
      const ids = rows.slice(0, 10).map(({ id }) => id);
      return refused(
        problem("many_rows_hit", "", `${rows.length} rows of the table ${name} hit, where one may: ${ids.join(", ")}`, {
          details: { rows: ids },
        }),
      );
    }
    case "A": {
      const given = rows.map(outputOf);
      const [first] = given;
      const other = given.findIndex((output) => JSON.stringify(output) !== JSON.stringify(first));
      if (other < 0) return ok({ given: given.slice(0, 1), from: rows.slice(0, 1) });
      const ids = [rows[0]!.id, rows[other]!.id];
      return refused(
        problem("rows_disagree", "", `The rows ${ids.join(" and ")} of the table ${name} hit and give different answers`, {
          details: { rows: ids },
        }),
      );
    }
    case "P":
      return each(byRank(rows).slice(0, 1));
    case "O":
      return each(byRank(rows));
    case "R":
    case "C":
      return each(rows);
    case "C#":
      return ok({ given: [{ count: rows.length }], from: rows });
    default: {
      if (rows.length === 0) return ok({ given: [], from: rows });
      const given = rows.map(outputOf);
      return ok({ given: [together(hit, outputs, given)], from: rows });
    }
  }
}

/** Rows by the place of their outputs among the options, first output first; those that give the same stay in their order. */
function byRank(rows: readonly CompiledRow[]): readonly CompiledRow[] {
  return rows.toSorted((a, b) => {
    for (const [index, place] of a.rank.entries()) {
      const other = b.rank[index]!;
      if (place !== other) return place < other ? -1 : 1;
    }
    return 0;
  });
}

/** The sum, the least or the greatest of each output; rows that give nothing in it are left out. */
function together(hit: "C+" | "C<" | "C>", outputs: readonly Column[], given: readonly Output[]): Output {
  const result: Record<string, Json> = {};
  for (const { name } of outputs) {
    const values = given.flatMap((output): Json[] => (output[name] === undefined || output[name] === null ? [] : [output[name]]));
    if (values.length === 0) continue;
    result[name] = values.reduce((one, other) =>
      hit === "C+" ? sum(one, other) : order(one, other) <= 0 === (hit === "C<") ? one : other,
    );
  }
  return result;
}

const isAmount = (value: Json): value is Json & Money => typeof value === "object" && value !== null && "minor" in value;

/** Numbers add as decimals do: a sum of prices is what people would write. */
const sum = (one: Json, other: Json): Json =>
  isAmount(one) && isAmount(other)
    ? { currency: one.currency, minor: one.minor + other.minor }
    : Number(addDecimals([String(one), String(other)]));

const order = (one: Json, other: Json): number => {
  const [a, b] = [isAmount(one) ? one.minor : one, isAmount(other) ? other.minor : other] as [string | number, string | number];
  return a < b ? -1 : a > b ? 1 : 0;
};
