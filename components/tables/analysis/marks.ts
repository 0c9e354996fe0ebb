import type { TableFinding } from "#runtime/rules";

type Mark = "danger" | "warning";

/** What of a row deserves a look. */
export interface RowMarks {
  /** the worst that is said of the row; undefined: it is only being shown */
  readonly worst: Mark | undefined;
  /** column id → how bad */
  readonly cells: ReadonlyMap<string, Mark>;
  /** columns of the finding that somebody looks at */
  readonly shown: ReadonlySet<string>;
}

/** Row id → the cells that cause trouble: hints tint nothing, and a row that others cover is alone the cause of that. */
export function marksOf(findings: readonly TableFinding[], shown: TableFinding | undefined): ReadonlyMap<string, RowMarks> {
  const marks = new Map<string, { worst: Mark | undefined; cells: Map<string, Mark>; shown: Set<string> }>();
  const of = (id: string) => {
    const known = marks.get(id) ?? { worst: undefined, cells: new Map<string, Mark>(), shown: new Set<string>() };
    marks.set(id, known);
    return known;
  };
  for (const { is, severity, row, by = [], columns } of findings) {
    if (severity === "hint" || row === undefined) continue;
    const mark = severity === "blocker" ? "danger" : "warning";
    for (const id of is === "shadowed" || is === "outranked" ? [row] : [row, ...by]) {
      const known = of(id);
      if (known.worst !== "danger") known.worst = mark;
      for (const column of columns) if (known.cells.get(column) !== "danger") known.cells.set(column, mark);
    }
  }
  if (shown?.row !== undefined) {
    for (const id of [shown.row, ...(shown.by ?? [])]) for (const column of shown.columns) of(id).shown.add(column);
  }
  return marks;
}

/** Whether two rows' marks are drawn alike: every look at the table makes them anew. */
export function sameMarks(one: RowMarks | undefined, other: RowMarks | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    one.worst === other.worst &&
    one.cells.size === other.cells.size &&
    one.shown.size === other.shown.size &&
    [...one.cells].every(([column, mark]) => other.cells.get(column) === mark) &&
    [...one.shown].every((column) => other.shown.has(column))
  );
}
