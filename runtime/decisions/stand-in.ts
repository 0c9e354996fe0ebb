import { createHash } from "node:crypto";
import { compareText, inOrder, readFact, type Cell, type Column, type ColumnValue, type Json, type TableDocument } from "#metadata";
import { assign, constantsIn, plainValues, pointsOf, valueOf, type TableLook } from "#runtime/rules";
import { startsLength, type Concealed, type Concealer } from "./personal.ts";

/** A value in place of a personal fact: one that agrees with everything that the log knows of it. */
export interface StandIn {
  /** never none; made as they are asked for */
  readonly values: Iterable<ColumnValue | undefined>;
  /** it is the fact itself: its token is that of a value which the table names */
  readonly exact: boolean;
}

/** Most values tried for one fact. */
const mostValues = 64;

/**
 * Values that a personal fact may have had, as far as cells can tell them apart: the one that the table names and whose token it has; else
 * values that none of the cells name, one for each way in which ranges can hold. `cells`: all cells of the column that will look at it.
 * Made once for a column, then asked for one fact after another.
 */
export function standInsFor(
  column: Column,
  cells: readonly Cell[],
  token: Concealer["token"],
): (kept: Concealed, split?: SplitOf) => StandIn {
  const named = namedBy(column, cells);
  const byToken = new Map<string, ColumnValue>();
  for (const value of named) byToken.set(String(token(column.name, value.json)), value);
  if (column.type === "set") return (kept) => setStandIn(column, kept, byToken);
  let free: readonly (ColumnValue | undefined)[] | undefined;
  const freeValues = (): readonly (ColumnValue | undefined)[] => {
    const names = new Set(named.map(({ key }) => key));
    const values = pointsOf(column, cells, 400).filter(({ key }) => !names.has(key));
    // all that it can be is named, and its token is none of theirs: another key made it
    return values.length === 0 ? [undefined] : values.slice(0, mostValues);
  };
  const short = named.flatMap(({ json }) => (Array.from(String(json)).length < startsLength ? [String(json)] : []));
  const longer = named.flatMap(({ json }) => (Array.from(String(json)).length > startsLength ? [String(json)] : []));
  return (kept, split) => {
    const exact = byToken.get(String(kept.token));
    if (exact !== undefined) return { values: [exact], exact: true };
    const digest = createHash("sha256").update(String(kept.token)).digest("hex");
    switch (column.type) {
      case "text": {
        const { starts } = kept;
        const others = starts === undefined ? short : longer.filter((each) => each.startsWith(starts));
        const begins = [starts ?? "", ...others].slice(0, mostValues);
        const valueFor = (start: string) => valueOf(column, keyed(split, kept, `${start}~${digest.slice(0, 16)}`));
        return { values: made(begins, valueFor), exact: false };
      }
      case "reference": {
        const id = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
        return { values: [valueOf(column, id)], exact: false };
      }
      case "enum":
        // an option that is gone
        return { values: [undefined], exact: false };
      default:
        return { values: (free ??= freeValues()), exact: false };
    }
  };
}

/** What is made of each, when it is come to, and kept. */
function made<Given, Made>(given: readonly Given[], make: (each: Given) => Made): Iterable<Made> {
  const kept: Made[] = [];
  return {
    *[Symbol.iterator]() {
      for (const [place, each] of given.entries()) {
        if (place === kept.length) kept.push(make(each));
        yield kept[place] as Made;
      }
    },
  };
}

/** Where keys of a split go, so that a stand-in goes there too. */
export interface SplitOf {
  readonly arms: readonly { readonly id: string; readonly weight: number }[];
  readonly salt: string;
  readonly arm: string | null;
}

export function splitOf(table: TableDocument, arm: string | null): SplitOf | undefined {
  const { split } = table.routing ?? {};
  return split && { arms: inOrder(split.arms).map(({ id, weight }) => ({ id, weight })), salt: split.salt ?? table.id, arm };
}

/** A key that goes to the same arm, and to the same place in it where that is soon found. */
function keyed(split: SplitOf | undefined, { bucket }: Concealed, base: string): string {
  if (split === undefined || split.arm === null) return base;
  let near: string | undefined;
  for (let n = 0; n < 5_000; n++) {
    const key = n === 0 ? base : `${base}.${n}`;
    const went = assign(split.arms, split.salt, key);
    if (went?.arm.id !== split.arm) continue;
    if (went.bucket === bucket || bucket === undefined) return key;
    near ??= key;
  }
  return near ?? base;
}

/** Values that cells of a column name, and those it has in any case. */
function namedBy(column: Column, cells: readonly Cell[]): readonly ColumnValue[] {
  const read = (value: unknown): ColumnValue[] => {
    const found = readFact({ ...column, options: undefined }, column.type === "set" ? [value] : value);
    return "value" in found ? [found.value] : [];
  };
  const plain =
    column.type === "boolean" || column.type === "weekday" || column.type === "enum" || column.type === "set" ? plainValues(column) : [];
  return [...plain, ...cells.flatMap((cell) => constantsIn(cell).flatMap(read))];
}

/** Members that the table names are known by their tokens; others are somebody's, and no two are the same. */
function setStandIn(column: Column, { token: tokens }: Concealed, byToken: ReadonlyMap<string, ColumnValue>): StandIn {
  const list = Array.isArray(tokens) ? (tokens as readonly string[]) : [];
  const members = list.flatMap((each, place): readonly string[] => {
    const known = byToken.get(each);
    return known !== undefined ? (known.json as readonly string[]) : column.options === undefined ? [`~${place}`] : [];
  });
  const read = readFact(column, [...new Set(members)].sort(compareText));
  return { values: ["value" in read ? read.value : undefined], exact: list.every((each) => byToken.has(each)) };
}

/** Whether the log knows enough of a personal fact to be sure of what a cell says of it. */
export function knows(column: Column, kept: Concealed | undefined, cell: Cell, exact: boolean): boolean {
  if (kept === undefined || exact || "missing" in cell || "present" in cell) return true;
  if ("eq" in cell || "in" in cell || "notIn" in cell || "hasAny" in cell || "hasAll" in cell) return true;
  if (!("prefix" in cell) || kept.starts === undefined) return false;
  const { starts } = kept;
  return cell.prefix.every((each) => {
    const length = Array.from(each).length;
    return length <= startsLength || !each.startsWith(starts);
  });
}

/** All cells that look at a column, in one table. */
export const cellsOn = (table: TableDocument, input: string): readonly Cell[] =>
  Object.values(table.rows).flatMap(({ cells }) => (cells !== undefined && Object.hasOwn(cells, input) ? [cells[input]!] : []));

/** Ways to put the stand-ins of several facts together, a few. */
export function* together(
  look: TableLook,
  facts: Readonly<Record<string, Json>>,
  standIns: ReadonlyMap<string, StandIn>,
  most: number,
): Generator<Readonly<Record<string, Json>>> {
  const names = look.inputs.flatMap(({ name }) => (standIns.has(name) ? [name] : []));
  const ways = function* (count: number): Generator<Readonly<Record<string, Json>>> {
    if (count === 0) return yield facts;
    const name = names[count - 1]!;
    for (const value of standIns.get(name)!.values) for (const way of ways(count - 1)) yield { ...way, [name]: value?.json ?? null };
  };
  let given = 0;
  for (const way of ways(names.length)) {
    yield way;
    if (++given === most) return;
  }
}
