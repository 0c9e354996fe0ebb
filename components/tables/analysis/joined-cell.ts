import type { Cell, Range } from "#metadata";

type Constant = NonNullable<Range["from"]>;

/**
 * One cell that holds wherever one of the given ones holds, and nowhere else; "any" where that is everywhere.
 * undefined: there is no such cell.
 */
export function joinedCell(cells: readonly (Cell | undefined)[]): Cell | "any" | undefined {
  const asks = cells.filter((cell): cell is Cell => cell !== undefined && !("any" in cell));
  if (asks.length < cells.length) return "any";
  const given = asks.filter((cell) => !("missing" in cell));
  const isPresent = given.some((cell) => "present" in cell);
  if (given.length < asks.length) return isPresent ? "any" : given.length === 0 ? { missing: true } : undefined;
  if (isPresent) return { present: true };
  if (given.every((cell) => "prefix" in cell)) return { prefix: [...new Set(given.flatMap(({ prefix }) => prefix))] };
  const excepted = given.filter((cell) => "notIn" in cell);
  const points = given.map(pointsOf);
  if (excepted.length > 0) {
    if (excepted.length > 1 || given.some((cell) => !("notIn" in cell) && pointsOf(cell) === undefined)) return undefined;
    const named = new Set(points.flatMap((each) => each ?? []));
    const left = excepted[0]!.notIn.filter((each) => !named.has(each));
    return left.length === 0 ? { present: true } : { notIn: left };
  }
  if (points.every((each) => each !== undefined)) {
    const values = [...new Set(points.flat())];
    return values.length === 1 ? { eq: values[0]! } : values.length > 2_000 ? undefined : { in: values };
  }
  const ranges = given.flatMap((cell): Range[] =>
    "range" in cell ? cell.range : (pointsOf(cell) ?? []).map((each) => ({ from: each, to: each, bounds: "[]" })),
  );
  if (given.some((cell) => !("range" in cell) && pointsOf(cell) === undefined) || ranges.length > 100) return undefined;
  return { range: joinedRanges(ranges) };
}

const pointsOf = (cell: Cell): readonly Constant[] | undefined => ("eq" in cell ? [cell.eq] : "in" in cell ? cell.in : undefined);

/** Ranges of which one begins where another ends become one. */
function joinedRanges(ranges: readonly Range[]): Range[] {
  const left = [...ranges];
  for (let one = 0; one < left.length; one += 1) {
    const { from, to, bounds = "[)" } = left[one]!;
    const next = left.findIndex(
      (other, at) => at !== one && to !== null && other.from === to && (bounds.endsWith("]") || (other.bounds ?? "[)").startsWith("[")),
    );
    if (next < 0) continue;
    const joint = `${bounds[0]}${(left[next]!.bounds ?? "[)")[1]}` as NonNullable<Range["bounds"]>;
    left[one] = { from, to: left[next]!.to, ...(joint === "[)" ? {} : { bounds: joint }) };
    left.splice(next, 1);
    one = -1;
  }
  return left;
}
