import { compareKeys, memberKey, readConstant, valueText, type Cell, type Column, type ColumnValue, type Range } from "#metadata";

export type Key = ColumnValue["key"];
/** A cell ready to be asked. `undefined` is an absent fact. */
export type Test = (key: Key | undefined) => boolean;

const keyOf = (column: Column, value: unknown): Key => {
  const read = readConstant(column, value);
  if ("unreadable" in read) throw new Error(read.unreadable.message);
  return read.value.key;
};

/** Undefined: the cell holds for everything. Every other cell but `missing` fails on an absent fact. @throws a fault when the cell does not fit its column */
export function compileCell(cell: Cell, column: Column): Test | undefined {
  if ("any" in cell) return undefined;
  if ("missing" in cell) return (key) => key === undefined;
  if ("present" in cell) return (key) => key !== undefined;
  if ("eq" in cell) {
    const wanted = keyOf(column, cell.eq);
    return (key) => key === wanted;
  }
  if ("in" in cell) {
    const wanted = new Set(cell.in.map((each) => keyOf(column, each)));
    return (key) => key !== undefined && wanted.has(key);
  }
  if ("notIn" in cell) {
    const refused = new Set(cell.notIn.map((each) => keyOf(column, each)));
    return (key) => key !== undefined && !refused.has(key);
  }
  if ("prefix" in cell) {
    const { prefix } = cell;
    return (key) => typeof key === "string" && prefix.some((each) => key.startsWith(each));
  }
  if ("hasAny" in cell) {
    const wanted = cell.hasAny.map((each) => memberKey(String(each)));
    return (key) => typeof key === "string" && wanted.some(holderOf(key, wanted.length));
  }
  if ("hasAll" in cell) {
    const wanted = cell.hasAll.map((each) => memberKey(String(each)));
    return (key) => typeof key === "string" && wanted.every(holderOf(key, wanted.length));
  }
  // what an expression says is asked by the row, which knows all facts
  if ("logic" in cell) return undefined;
  const ranges = cell.range.map((each) => compileRange(each, column));
  return (key) => key !== undefined && ranges.some((each) => each(key));
}

/** Whether a set holds a member, by its key: looked through for few members, laid out for many. */
function holderOf(key: string, wanted: number): (member: string) => boolean {
  if (key.length * wanted < 65_536) return (member) => key.includes(member);
  const members = new Set(key.slice(1, -1).split("\u0000\u0000").map(memberKey));
  return (member) => members.has(member);
}

function compileRange(range: Range, column: Column): (key: Key) => boolean {
  const bounds = range.bounds ?? "[)";
  const [lowest, highest] = [bounds.startsWith("[") ? 0 : 1, bounds.endsWith("]") ? 0 : -1];
  const from = range.from === null ? undefined : keyOf(column, range.from);
  const to = range.to === null ? undefined : keyOf(column, range.to);
  const above = (key: Key): boolean => from === undefined || Math.sign(compareKeys(key, from)) >= lowest;
  const below = (key: Key): boolean => to === undefined || Math.sign(compareKeys(key, to)) <= highest;
  const overMidnight = column.type === "time" && from !== undefined && to !== undefined && compareKeys(from, to) > 0;
  return overMidnight ? (key) => above(key) || below(key) : (key) => above(key) && below(key);
}

/** Keys from `from` to `to` (undefined = open), as half-open places between the sorted points of a column: see index-rows. */
export interface Span {
  readonly from: Key | undefined;
  readonly fromOpen: boolean;
  readonly to: Key | undefined;
  readonly toOpen: boolean;
}

/** The first text, by code point, after all that begin with the prefix; undefined: there is none. */
function afterPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix, (each) => each.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    // surrogates are no characters of their own
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}

/** Whether a column's rows can be found by where a key stands among points: what a set holds cannot. */
export const hasPlaces = (cell: Cell): boolean => !("hasAny" in cell || "hasAll" in cell || "logic" in cell);

/** The keys a cell holds for, as spans; undefined when it asks only whether there is a fact. `except`: all keys but these. */
export function spansOf(cell: Cell, column: Column): { readonly spans: readonly Span[]; readonly except: boolean } | undefined {
  const point = (value: unknown): Span => {
    const key = keyOf(column, value);
    return { from: key, fromOpen: false, to: key, toOpen: false };
  };
  if ("eq" in cell) return { spans: [point(cell.eq)], except: false };
  if ("in" in cell) return { spans: cell.in.map(point), except: false };
  if ("notIn" in cell) return { spans: cell.notIn.map(point), except: true };
  if ("prefix" in cell)
    return { spans: cell.prefix.map((each) => ({ from: each, fromOpen: false, to: afterPrefix(each), toOpen: true })), except: false };
  if (!("range" in cell)) return undefined;
  const spans = cell.range.flatMap((range): readonly Span[] => {
    const bounds = range.bounds ?? "[)";
    const from = range.from === null ? undefined : keyOf(column, range.from);
    const to = range.to === null ? undefined : keyOf(column, range.to);
    const [fromOpen, toOpen] = [bounds.startsWith("("), bounds.endsWith(")")];
    const overMidnight = column.type === "time" && from !== undefined && to !== undefined && compareKeys(from, to) > 0;
    if (!overMidnight) return [{ from, fromOpen, to, toOpen }];
    return [
      { from, fromOpen, to: undefined, toOpen },
      { from: undefined, fromOpen, to, toOpen },
    ];
  });
  return { spans, except: false };
}

/** Why a cell fails, as a code and as words: "amount 120.00 is below 200.00". */
export function reasonOf(cell: Cell, column: Column, actual: ColumnValue | undefined): { readonly code: string; readonly reason: string } {
  const { name } = column;
  if (actual === undefined) return { code: "absent", reason: `${name} is not given` };
  const given = `${name} ${valueText(actual.json)}`;
  const list = (values: readonly unknown[]): string => `${values.slice(0, 8).map(String).join(", ")}${values.length > 8 ? " …" : ""}`;
  if ("missing" in cell) return { code: "present", reason: `${given} is given, and must not be` };
  if ("eq" in cell) return { code: "not_equal", reason: `${given} is not ${String(cell.eq)}` };
  if ("in" in cell) return { code: "not_in", reason: `${given} is not one of ${list(cell.in)}` };
  if ("notIn" in cell) return { code: "excluded", reason: `${given} is one of ${list(cell.notIn)}, which are excluded` };
  if ("range" in cell) return outside(cell.range, column, actual.key, given);
  if ("prefix" in cell) return { code: "not_prefixed", reason: `${given} does not begin with ${list(cell.prefix)}` };
  if ("hasAny" in cell) return { code: "holds_none", reason: `${given} holds none of ${list(cell.hasAny)}` };
  if ("hasAll" in cell) {
    const lacking = cell.hasAll.filter((each) => !String(actual.key).includes(memberKey(String(each))));
    return { code: "lacks", reason: `${given} lacks ${list(lacking)}` };
  }
  return { code: "fails", reason: `${given} does not match` };
}

function outside(ranges: readonly Range[], column: Column, key: Key, given: string): { readonly code: string; readonly reason: string } {
  const [only] = ranges;
  if (ranges.length === 1 && only !== undefined) {
    const { from, to, bounds = "[)" } = only;
    const low = from !== null && compareKeys(key, keyOf(column, from)) <= (bounds.startsWith("[") ? -Number.EPSILON : 0);
    const high = to !== null && compareKeys(key, keyOf(column, to)) >= (bounds.endsWith("]") ? Number.EPSILON : 0);
    if (low && !high) return { code: "below", reason: `${given} is ${bounds.startsWith("[") ? "below" : "not above"} ${String(from)}` };
    if (high && !low) return { code: "above", reason: `${given} is ${bounds.endsWith("]") ? "above" : "not below"} ${String(to)}` };
  }
  const text = ({ from, to, bounds = "[)" }: Range): string =>
    `${bounds[0]}${from === null ? "…" : String(from)}, ${to === null ? "…" : String(to)}${bounds[1]}`;
  return { code: "outside", reason: `${given} is outside ${ranges.slice(0, 4).map(text).join(" and ")}` };
}
