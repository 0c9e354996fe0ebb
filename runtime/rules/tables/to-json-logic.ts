import { columnOf, inOrder, readConstant, type Cell, type Column, type Json, type Range, type TableDocument } from "#metadata";

/** One row of a table as plain JSON Logic over `{ [input]: value, $now }`. */
export interface ExportedRow {
  readonly id: string;
  readonly when: Json;
  readonly out: Readonly<Record<string, Json>>;
}

/**
 * A table as JSON Logic that any interpreter of it can run, row after row in the order in which they are asked. Facts as decisions
 * show them: money as { currency, minor }, days, times and instants as text, sets as lists; `$now` is the instant as canonical text. Every comparison
 * is guarded, so that an absent fact matches nothing but `missing`. Texts are ordered by UTF-16 units there and by code point here, which
 * differ beyond U+FFFF alone.
 */
export function toJsonLogic(table: TableDocument): readonly ExportedRow[] {
  const inputs = inOrder(table.inputs).map((each) => columnOf(each.id, each, table, {}));
  const outputs = inOrder(table.outputs);
  return inOrder(table.rows)
    .filter(({ enabled }) => enabled !== false)
    .map((row) => {
      const tests = inputs.flatMap((column) => {
        const cell = row.cells?.[column.id];
        return cell === undefined || "any" in cell ? [] : [logicOf(cell, column)];
      });
      const now: Json = { var: "$now" };
      if (row.validFrom !== undefined) tests.push({ "<=": [canonical(row.validFrom), now] });
      if (row.validTo !== undefined) tests.push({ "<": [now, canonical(row.validTo)] });
      const out = outputs.flatMap(({ id, name }) => (row.out[id] === undefined ? [] : [[name, row.out[id] as Json] as const]));
      return {
        id: row.id,
        when: tests.length === 0 ? true : tests.length === 1 ? tests[0]! : { and: tests },
        out: Object.fromEntries(out),
      };
    });
}

/** Rows of a table whose first hit decides as one `if`: the id of the row, or null. */
export const toOneIf = (table: TableDocument): Json => ({ if: [...toJsonLogic(table).flatMap(({ id, when }) => [when, id]), null] });

const canonical = (instant: string): string => new Date(instant).toISOString();

function logicOf(cell: Cell, column: Column): Json {
  const given: Json = { var: column.name };
  const value: Json = column.type === "money" ? { var: `${column.name}.minor` } : given;
  const present: Json = { "!==": [given, null] };
  const constant = (each: unknown): Json => constantOf(each, column);
  if ("missing" in cell) return { "===": [given, null] };
  if ("present" in cell) return present;
  if ("eq" in cell) return { "===": [value, constant(cell.eq)] };
  if ("in" in cell) return { in: [value, cell.in.map(constant)] };
  if ("notIn" in cell) return { and: [present, { "!": [{ in: [value, cell.notIn.map(constant)] }] }] };
  if ("prefix" in cell) {
    const begins = cell.prefix.map((each): Json => ({ "===": [{ substr: [value, 0, each.length] }, each] }));
    return { and: [present, { or: begins }] };
  }
  if ("hasAny" in cell) return { some: [given, { in: [{ var: "" }, [...cell.hasAny]] }] };
  if ("hasAll" in cell) return { and: cell.hasAll.map((each): Json => ({ in: [each, given] })) };
  if ("logic" in cell) return cell.logic;
  if ("any" in cell) return true;
  return { and: [present, { or: cell.range.map((range) => rangeLogic(range, value, column)) }] };
}

function rangeLogic({ from, to, bounds = "[)" }: Range, value: Json, column: Column): Json {
  const low = from === null ? undefined : constantOf(from, column);
  const high = to === null ? undefined : constantOf(to, column);
  const above: Json = low === undefined ? true : { [bounds.startsWith("[") ? ">=" : ">"]: [value, low] };
  const below: Json = high === undefined ? true : { [bounds.endsWith("]") ? "<=" : "<"]: [value, high] };
  const overMidnight = column.type === "time" && low !== undefined && high !== undefined && low > high;
  return { [overMidnight ? "or" : "and"]: [above, below] };
}

/** A constant as it compares there: amounts in minor units, everything else as decisions show it. */
function constantOf(value: unknown, column: Column): string | number | boolean {
  const read = readConstant({ ...column, options: undefined }, value);
  if ("unreadable" in read) throw new Error(read.unreadable.message);
  return column.type === "money" ? (read.value.key as number) : (read.value.json as string | number | boolean);
}
