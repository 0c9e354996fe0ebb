import { instantMs, type Cell, type Column, type Json } from "#metadata";
import { plainValues, pointsOf, satisfying, type Fact } from "../explanation/points.ts";
import type { LookedRow, TableLook } from "../explanation/look.ts";

/** Facts to ask a table for, at an instant. */
export interface Point {
  readonly facts: Readonly<Record<string, Json>>;
  readonly at: string;
}

/** Points of one column that a pair is made of. */
const mostOfPair = 6;

/**
 * Facts at the edges of a table's rows: for each row facts for which it would hit, with each of its cells moved to where it begins and ends to
 * hold, one unit below and above that, and to no fact at all; alone, and then in pairs. Rows that only one of the tables has, or has otherwise,
 * come first, each step over all rows before the next, until there are `most`.
 */
export function* boundaryPoints(looks: readonly TableLook[], at: string, most: number): Generator<Point> {
  const [first] = looks;
  if (first === undefined) return;
  const seen = new Set<string>();
  const cells = columnCells(looks);
  const base = first.inputs.map((column) => usual(column, cells.get(column.name) ?? []));
  const columns = first.inputs;
  const point = (values: readonly Fact[], when = at): Point | undefined => {
    const facts: Record<string, Json> = {};
    for (const [place, value] of values.entries()) if (value !== undefined) facts[columns[place]!.name] = value.json;
    const key = JSON.stringify([facts, when]);
    if (seen.has(key)) return undefined;
    seen.add(key);
    return { facts, at: when };
  };
  const rows = changedFirst(looks);
  const started = rows.map((row) => ({ row, values: base.map((value, place) => asked(row, columns[place]!, place, value)) }));
  const edges = (row: LookedRow): readonly { readonly place: number; readonly points: readonly Fact[] }[] =>
    row.cells
      .filter(({ cell, column }) => column < columns.length && !("logic" in cell))
      .map(({ cell, column }) => ({ place: column, points: [...pointsOf(columns[column]!, [cell], 40), undefined] }));

  function* all(): Generator<Point | undefined> {
    for (const { row, values } of started) {
      yield point(values);
      for (const edge of [row.row.validFrom, row.row.validTo]) {
        const ms = instantMs(edge);
        if (ms !== undefined) for (const step of [-1, 0, 1]) yield point(values, new Date(ms + step).toISOString());
      }
    }
    for (const { row, values } of started) {
      for (const { place, points } of edges(row)) for (const value of points) yield point(values.with(place, value));
    }
    // facts that no row looks at
    for (const [place, column] of columns.entries()) {
      for (const value of pointsOf(column, cells.get(column.name) ?? [], 200)) yield point(base.with(place, value));
    }
    for (const { row, values } of started) {
      const sides = edges(row);
      for (const [one, a] of sides.entries()) {
        for (const b of sides.slice(one + 1)) {
          for (const x of a.points.slice(0, mostOfPair)) {
            for (const y of b.points.slice(0, mostOfPair)) yield point(values.with(a.place, x).with(b.place, y));
          }
        }
      }
    }
  }
  let made = 0;
  for (const each of all()) {
    if (made >= most) return;
    if (each === undefined) continue;
    made++;
    yield each;
  }
}

/** All cells on an input, by its name, some of each table. */
function columnCells(looks: readonly TableLook[]): ReadonlyMap<string, Cell[]> {
  const found = new Map<string, Cell[]>();
  for (const look of looks) {
    for (const { cells } of look.rows.slice(0, 2_000)) {
      for (const { column, cell } of cells) {
        const { name } = look.inputs[column]!;
        const list = found.get(name) ?? [];
        found.set(name, list);
        if (list.length < 500) list.push(cell);
      }
    }
  }
  return found;
}

/** Something that a fact usually is: in the middle of what the cells name; a text that none names, such as a customer on no list. */
function usual(column: Column, cells: readonly Cell[]): Fact {
  if (column.type === "text" || column.type === "reference") return plainValues(column)[0];
  const points = pointsOf(column, cells, 400);
  const numbers = points.filter(({ key }) => typeof key === "number");
  return numbers.length === 0 ? points[0] : numbers.toSorted((a, b) => (a.key as number) - (b.key as number))[numbers.length >> 1];
}

/** What a row asks of a column, as a fact; what it does not look at stays usual. */
function asked(row: LookedRow, column: Column, place: number, usually: Fact): Fact {
  const found = row.cells.find((each) => each.column === place);
  if (
    found === undefined ||
    found.holds({ values: Array.from({ length: place + 1 }, (_, at) => (at === place ? usually : undefined)), time: 0 })
  )
    return usually;
  if ("missing" in found.cell) return undefined;
  return satisfying(column, found.cell, usually)[0] ?? usually;
}

/** Rows of all tables, each once, by what they ask: first those that are not the same in all. Columns go by the first table's places. */
function changedFirst(looks: readonly TableLook[]): readonly LookedRow[] {
  const [first, ...others] = looks;
  const text = (row: LookedRow): string =>
    JSON.stringify([row.row.cells ?? {}, row.row.validFrom ?? null, row.row.validTo ?? null, row.enabled, row.row.out]);
  const counts = new Map<string, number>();
  for (const look of looks)
    for (const row of look.rows) counts.set(`${row.id} ${text(row)}`, (counts.get(`${row.id} ${text(row)}`) ?? 0) + 1);
  const places = new Map(first!.inputs.map(({ name }, place) => [name, place]));
  const moved = others.flatMap((look) =>
    look.rows
      .filter((row) => counts.get(`${row.id} ${text(row)}`) === 1)
      .map((row): LookedRow => ({
        ...row,
        cells: row.cells.flatMap((cell) => {
          const place = places.get(look.inputs[cell.column]!.name);
          return place === undefined
            ? []
            : [
                {
                  ...cell,
                  column: place,
                  holds: ({ values, time }) => cell.holds({ values: look.inputs.map(({ name }) => values[places.get(name) ?? -1]), time }),
                },
              ];
        }),
      })),
  );
  const own = first!.rows.map((row) => ({ row, same: counts.get(`${row.id} ${text(row)}`) === looks.length }));
  return [...own.filter(({ same }) => !same).map(({ row }) => row), ...moved, ...own.filter(({ same }) => same).map(({ row }) => row)];
}
