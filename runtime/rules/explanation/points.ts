import { compareKeys, readConstant, readFact, timeText, type Cell, type Column, type ColumnValue, type Json } from "#metadata";
import { compileCell, type Key } from "../tables/compile-cell.ts";

/** A fact as it would be asked; undefined: it is absent. */
export type Fact = ColumnValue | undefined;

const dayMs = 86_400_000;

/** The value of a column that has this key; undefined where no value has. */
export function valueOf(column: Column, key: Key): ColumnValue | undefined {
  switch (column.type) {
    case "money":
      return column.currency !== undefined && Number.isSafeInteger(key)
        ? { key, json: { currency: column.currency, minor: key as number } }
        : undefined;
    case "instant":
      return Number.isFinite(key) && Math.abs(key as number) < 8e15 ? { key, json: new Date(key as number).toISOString() } : undefined;
    case "time":
      return typeof key === "number" && key >= 0 && key < 86_400 ? { key, json: timeText(key) } : undefined;
    case "set": {
      const read = readFact(
        column,
        String(key)
          .split("\u0000")
          .filter((each) => each !== ""),
      );
      return "value" in read ? read.value : undefined;
    }
    default: {
      const read = readConstant(column, key);
      return "value" in read ? read.value : undefined;
    }
  }
}

/** How fine the numbers of a column are: decimals of the finest constant in its cells, six at most. */
export function decimalsOf(cells: readonly Cell[]): number {
  let most = 0;
  for (const constant of cells.flatMap(constantsIn)) {
    if (typeof constant !== "number") continue;
    const [, after = ""] = String(constant).split(".");
    most = Math.max(most, /^\d+$/.test(after) ? after.length : 6);
  }
  return Math.min(most, 6);
}

/** The value one unit below (−1) or above (1): a minor unit, a second, a day, a millisecond, the last decimal that the column knows. */
export function beside(column: Column, key: Key, step: -1 | 1, decimals = 0): ColumnValue | undefined {
  switch (column.type) {
    case "money":
    case "time":
    case "instant":
    case "weekday":
      return valueOf(column, (key as number) + step);
    case "number":
      return valueOf(column, Number(((key as number) + step * 10 ** -decimals).toFixed(Math.max(decimals, 0))));
    case "date": {
      const ms = Date.parse(`${String(key)}T00:00:00Z`);
      return Number.isNaN(ms) ? undefined : valueOf(column, new Date(ms + step * dayMs).toISOString().slice(0, 10));
    }
    case "text":
      return step === 1 ? valueOf(column, `${String(key)}0`) : undefined;
    default:
      return undefined;
  }
}

/** All constants of a cell as the document has them. */
export function constantsIn(cell: Cell): readonly (string | number | boolean)[] {
  if ("eq" in cell) return [cell.eq];
  if ("in" in cell) return cell.in;
  if ("notIn" in cell) return cell.notIn;
  if ("prefix" in cell) return cell.prefix;
  if ("hasAny" in cell) return cell.hasAny;
  if ("hasAll" in cell) return cell.hasAll;
  if ("range" in cell) return cell.range.flatMap(({ from, to }) => [from, to].filter((each) => each !== null));
  return [];
}

/** Values that the column has whatever its cells say, a few: its options, true and false, the days of the week, something plain. */
export function plainValues(column: Column): readonly ColumnValue[] {
  const read = (values: readonly unknown[]): ColumnValue[] =>
    values.flatMap((each) => {
      const found = column.type === "set" ? readFact(column, [each]) : readConstant(column, each);
      return "value" in found ? [found.value] : [];
    });
  switch (column.type) {
    case "boolean":
      return read([true, false]);
    case "weekday":
      return read([1, 2, 3, 4, 5, 6, 7]);
    case "enum":
    case "set":
      return read(column.options === undefined ? ["other"] : [...column.options].slice(0, 100));
    case "text":
      return read(["other", "another"]);
    case "number":
      return read([0, 1]);
    case "money":
      return [valueOf(column, 0), valueOf(column, 1)].filter((each) => each !== undefined);
    case "date":
      return read(["2000-01-01"]);
    case "instant":
      return read(["2000-01-01T00:00:00Z"]);
    case "time":
      return read(["00:00", "12:00"]);
    case "reference":
      return read(["00000000-0000-7000-8000-000000000000"]);
  }
}

/** The values at which cells of a column begin or end to hold, and those beside them; what no cell names is there too. Most: how many at most. */
export function pointsOf(column: Column, cells: readonly Cell[], most = 2_000): readonly ColumnValue[] {
  const decimals = decimalsOf(cells);
  const found = new Map<Key, ColumnValue>();
  const add = (value: ColumnValue | undefined): void => {
    if (value !== undefined && found.size < most) found.set(value.key, value);
  };
  const ordered = column.type !== "enum" && column.type !== "boolean" && column.type !== "reference" && column.type !== "set";
  for (const cell of cells) {
    if (found.size >= most) break;
    for (const constant of constantsIn(cell)) {
      const read = column.type === "set" ? readFact(column, [constant]) : readConstant(column, constant);
      // what is no value of the column any more can be asked by nobody
      if (!("value" in read)) continue;
      add(read.value);
      if (!ordered) continue;
      add(beside(column, read.value.key, -1, decimals));
      add(beside(column, read.value.key, 1, decimals));
    }
    if ("hasAll" in cell) {
      const read = readFact(column, cell.hasAll);
      if ("value" in read) add(read.value);
    }
  }
  for (const value of plainValues(column)) add(value);
  if (column.type === "set") {
    const none = readFact(column, []);
    if ("value" in none) add(none.value);
  }
  return [...found.values()];
}

/** Nearest to what is asked now first; among values without a distance, their order. */
function byDistance(values: readonly Fact[], now: Fact): readonly Fact[] {
  const from = now?.key;
  if (typeof from !== "number") return values;
  const far = (each: Fact): number => (typeof each?.key === "number" ? Math.abs(each.key - from) : Infinity);
  return values.toSorted((a, b) => far(a) - far(b) || 0);
}

const mostValues = 8;

/** Facts for which a cell holds, nearest to the present one first, a few; none where it cannot be known, as with an expression. */
export function satisfying(column: Column, cell: Cell, now: Fact): readonly Fact[] {
  const holds = compileCell(cell, { ...column, options: undefined });
  if (holds === undefined || "logic" in cell) return [];
  if ("missing" in cell) return [undefined];
  const pool: Fact[] = [...pointsOf(column, [cell], 400)];
  if ("range" in cell) {
    for (const { from, to } of cell.range) {
      // between two neighbours that are both outside there may yet be something
      const [low, high] = [from, to].map((each) => (each === null ? undefined : readConstant(column, each)));
      if (low !== undefined && high !== undefined && "value" in low && "value" in high && typeof low.value.key === "number")
        pool.push(valueOf(column, (low.value.key + (high.value.key as number)) / 2));
    }
  }
  if (column.type === "set" && now !== undefined && ("hasAny" in cell || "hasAll" in cell)) {
    const has = now.json as readonly string[];
    const [each, all] = "hasAny" in cell ? [cell.hasAny, []] : [[], cell.hasAll];
    const sets = all.length > 0 ? [[...has, ...all]] : each.slice(0, mostValues).map((one) => [...has, one]);
    for (const set of sets) {
      const read = readFact(column, set.map(String));
      if ("value" in read) pool.unshift(read.value);
    }
  }
  return byDistance(
    pool.filter((each) => each !== undefined && holds(each.key) && isAskable(column, each)),
    now,
  ).slice(0, mostValues);
}

/** Facts for which a cell does not hold, nearest to the present one first, a few. `others`: cells of the column elsewhere, which name values of it. */
export function violating(column: Column, cell: Cell, now: Fact, others: readonly Cell[] = []): readonly Fact[] {
  const holds = compileCell(cell, { ...column, options: undefined });
  if (holds === undefined || "logic" in cell) return [];
  // a plain text is easier to read than one that is nearly another
  const plain = column.type === "text" ? plainValues(column) : [];
  const pool: Fact[] = [...plain, ...pointsOf(column, [cell, ...others], 400)].filter(
    (each) => !holds(each.key) && isAskable(column, each),
  );
  const near = byDistance(pool, now).slice(0, mostValues);
  return holds(undefined) ? near : [...near, undefined];
}

/** Whether a fact of this value would be taken: an option that is gone is none. */
const isAskable = (column: Column, { json }: ColumnValue): boolean => "value" in readFact(column, json);

export const sameKey = (a: Fact, b: Fact): boolean =>
  a === undefined || b === undefined ? a === b : typeof a.key === typeof b.key && compareKeys(a.key, b.key) === 0;

export const jsonOf = (fact: Fact): Json => fact?.json ?? null;
