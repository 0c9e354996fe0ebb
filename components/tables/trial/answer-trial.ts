import type { Json, TableDocument, TableRow } from "#metadata";
import type { Column } from "../column.ts";
import { type Judged, judgeExamples } from "../examples/judge.ts";
import { type Tried, decideBy, tableToAsk } from "../tester/facts.ts";

/** What the page asks: only what changed since it asked before goes over. */
export interface Asked {
  /** counts up; the answer has the same */
  readonly n: number;
  /** the table without its rows, where it is another than before */
  readonly shape?: Omit<TableDocument, "rows">;
  readonly columns?: readonly Column[];
  /** row id → package */
  readonly fromPackage?: ReadonlyMap<string, string>;
  /** rows that are others than before; null = gone */
  readonly rows: Readonly<Record<string, TableRow | null>>;
  /** what the tester asks; absent = nobody looks at it. `at`: absent = now */
  readonly facts?: { readonly values: Readonly<Record<string, Json>>; readonly at?: string | undefined };
}

export interface Answered {
  readonly n: number;
  readonly tried: Tried;
  /** the examples of the table, judged */
  readonly judged: readonly Omit<Judged, "example">[];
}

export const untried: Tried = { decision: undefined, problems: [] };

/** More options that are not offered than these nobody reads; all of a long table would take long to draw. */
export const mostHidden = 30;

/** Answers one after another, by the table as it has been told so far. */
export function answersTrials(): (asked: Asked) => Answered {
  let shape: Omit<TableDocument, "rows"> | undefined;
  let columns: readonly Column[] = [];
  let fromPackage: ReadonlyMap<string, string> = new Map();
  let table: TableDocument | undefined;
  let judged: Answered["judged"] = [];
  const rows = new Map<string, TableRow>();
  return (asked) => {
    const changed = Object.entries(asked.rows);
    const isOther = asked.shape !== undefined || asked.columns !== undefined || asked.fromPackage !== undefined || changed.length > 0;
    ({ shape = shape, columns = columns, fromPackage = fromPackage } = asked);
    for (const [id, row] of changed) {
      if (row === null) rows.delete(id);
      else rows.set(id, row);
    }
    if (shape === undefined) return { n: asked.n, tried: untried, judged: [] };
    if (table === undefined || isOther) {
      table = { ...shape, rows: Object.fromEntries(rows) };
      judged =
        shape.examples === undefined
          ? []
          : judgeExamples(table, tableToAsk(table, columns, fromPackage)).map(({ example: _example, ...each }) => ({
              ...each,
              tried: trimmed(each.tried),
            }));
    }
    const tried =
      asked.facts === undefined
        ? untried
        : trimmed(decideBy(tableToAsk(table, columns, fromPackage), asked.facts.values, { at: asked.facts.at, explain: true }));
    return { n: asked.n, tried, judged };
  };
}

/** What would be drawn of an answer. */
export function trimmed(tried: Tried): Tried {
  const { decision } = tried;
  if (decision?.because === undefined || decision.because.length <= mostHidden) return tried;
  return {
    ...tried,
    decision: { ...decision, because: decision.because.slice(0, mostHidden) },
    more: decision.because.length - mostHidden,
  };
}
