import { compareKeys, instantMs, type Cell, type Column, type TableRow } from "#metadata";
import { spansOf, type Key, type Span } from "../tables/compile-cell.ts";

/** What a row wants of a column: keys, or only whether there is a fact. */
export type Wanted = Keys | "any" | "present" | "missing";

interface Keys {
  readonly spans: readonly Span[];
  /** all keys but these */
  readonly except: boolean;
  /** the keys, where no span is wider than one */
  readonly points: ReadonlySet<Key> | undefined;
}

/** What a cell wants, kept with the cell: those of rows that nobody edits are read once. */
const kept = new WeakMap<Cell, { readonly type: string; readonly currency: string | undefined; readonly wanted: Wanted }>();

export function wantedOf(row: TableRow, column: Column): Wanted {
  const cell = row.cells?.[column.id];
  if (cell === undefined || "any" in cell || "logic" in cell) return "any";
  if ("missing" in cell) return "missing";
  const known = kept.get(cell);
  if (known !== undefined && known.type === column.type && known.currency === column.currency) return known.wanted;
  const wanted = read(cell, column);
  kept.set(cell, { type: column.type, currency: column.currency, wanted });
  return wanted;
}

function read(cell: Cell, column: Column): Wanted {
  const held = spansOf(cell, { ...column, options: undefined });
  if (held === undefined) return "present";
  const isPoint = held.spans.every(({ from, to }) => from !== undefined && from === to);
  return { ...held, points: isPoint ? new Set(held.spans.map(({ from }) => from!)) : undefined };
}

/** The time in which a row holds. */
export function heldBy({ validFrom, validTo }: TableRow): Wanted {
  if (validFrom === undefined && validTo === undefined) return "any";
  const span: Span = { from: instantMs(validFrom), fromOpen: false, to: instantMs(validTo), toOpen: true };
  return { spans: [span], except: false, points: undefined };
}

/** Whether some fact may be what both want. False only where there is none. */
export function mayMeet(one: Wanted, other: Wanted): boolean {
  if (one === "any" || other === "any") return true;
  if (one === "missing" || other === "missing") return one === other;
  if (one === "present" || other === "present") return true;
  if (one.except || other.except) {
    if (one.except && other.except) return true;
    const [but, named] = one.except ? [one, other] : [other, one];
    return but.points === undefined || named.points === undefined || some(named.points, (key) => !but.points!.has(key));
  }
  if (one.points !== undefined && other.points !== undefined) {
    const [few, many] = one.points.size < other.points.size ? [one.points, other.points] : [other.points, one.points];
    return some(few, (key) => many.has(key));
  }
  return one.spans.some((each) => other.spans.some((span) => !endsBefore(each, span) && !endsBefore(span, each)));
}

function endsBefore({ to, toOpen }: Span, { from, fromOpen }: Span): boolean {
  if (to === undefined || from === undefined) return false;
  const order = compareKeys(to, from);
  return order < 0 || (order === 0 && (toOpen || fromOpen));
}

function some<Each>(values: Iterable<Each>, holds: (each: Each) => boolean): boolean {
  for (const each of values) if (holds(each)) return true;
  return false;
}
