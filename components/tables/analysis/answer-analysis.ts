import { checkTable, type TableDocument, type TableRow } from "#metadata";
import { analyseTable, type AnalysisOptions, type TableAnalysis } from "#runtime/rules";

/** What the page asks: only what changed since it asked before goes over. */
export interface Asked {
  /** counts up; the answer has the same */
  readonly n: number;
  /** the table without its rows, where it is another than before */
  readonly shape?: Omit<TableDocument, "rows">;
  /** options of select fields by "object.field", where they are others than before */
  readonly options?: Readonly<Record<string, readonly string[]>>;
  /** rows that are others than before; null = gone */
  readonly rows: Readonly<Record<string, TableRow | null>>;
  /** ids in the order in which rows are asked, where it is another than before */
  readonly order?: readonly string[];
  /** look at these alone; absent = at all */
  readonly edited?: readonly string[];
}

export interface Answered extends TableAnalysis {
  readonly n: number;
  /** how long it took, in milliseconds */
  readonly took: number;
}

/** Answers what is asked, one after another, of the table as it has been told so far. */
export function answersAnalysis(now: () => string = () => new Date().toISOString()): (asked: Asked) => Answered {
  let shape: Omit<TableDocument, "rows"> | undefined;
  let options: Readonly<Record<string, readonly string[]>> = {};
  let order: readonly string[] = [];
  const rows = new Map<string, TableRow>();
  return (asked) => {
    const begun = performance.now();
    ({ shape = shape, options = options, order = order } = asked);
    for (const [id, row] of Object.entries(asked.rows)) {
      if (row === null) rows.delete(id);
      else rows.set(id, row);
    }
    const analysis =
      shape === undefined
        ? { findings: [], complete: false }
        : analysed(
            { ...shape, rows: Object.fromEntries(rows) },
            { order, edited: asked.edited, now: now(), optionsOf: (address) => options[address] },
          );
    return { n: asked.n, ...analysis, took: performance.now() - begun };
  };
}

/** A draft may hold cells that do not fit their columns: what is wrong with them is said elsewhere, the rest is looked at. */
function analysed(table: TableDocument, options: AnalysisOptions): TableAnalysis {
  try {
    return analyseTable(table, options);
  } catch {
    const wrong = new Set(checkTable(table, options).map(({ path }) => path.split("/").slice(1, 3).join("/")));
    const fitting = Object.entries(table.rows).filter(([id]) => !wrong.has(`rows/${id}`));
    try {
      return { ...analyseTable({ ...table, rows: Object.fromEntries(fitting) }, options), complete: false };
    } catch {
      return { findings: [], complete: false };
    }
  }
}
