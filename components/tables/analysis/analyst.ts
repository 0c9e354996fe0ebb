import type { TableDocument, TableRow } from "#metadata";
import { concernsRows, type TableFinding } from "#runtime/rules";
import type { Answered, Asked } from "./answer-analysis.ts";

/** Somebody who answers, such as a worker. */
export interface Port {
  readonly ask: (asked: Asked) => void;
  readonly close: () => void;
}

export interface Looked {
  readonly findings: readonly TableFinding[];
  /** false: there may be more than was found */
  readonly complete: boolean;
  /** what is shown is of before the last change */
  readonly pending: boolean;
}

interface Subject {
  readonly table: TableDocument;
  /** ids in the order in which rows are asked */
  readonly order: readonly string[];
  readonly options: Readonly<Record<string, readonly string[]>>;
}

export interface Analyst {
  /** The table as it is now. */
  readonly look: (subject: Subject) => void;
  /** A row as it is being typed, or as it stands in the table (undefined). */
  readonly type: (id: string, row: TableRow | undefined) => void;
  readonly close: () => void;
}

/** Quiet time before the whole table is looked at, in milliseconds; where that takes longer, as long as it takes. */
const [pause, longestPause] = [150, 1_500];
/** More rows changed at once than this are looked at with the whole table. */
const mostEdited = 20;

/** Keeps an eye on a table: on rows that change at once, on the whole after a pause. `told` is called with every news. */
export function createAnalyst(open: (answered: (answer: Answered) => void) => Port, told: (looked: Looked) => void): Analyst {
  const port = open(hear);
  let looked: Looked = { findings: [], complete: true, pending: false };
  let subject: Subject | undefined;
  let sent: { readonly subject: Subject; readonly rows: Map<string, TableRow> } | undefined;
  const typed = new Map<string, TableRow>();
  /** rows that changed since the whole was looked at */
  const edited = new Set<string>();
  let n = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let took = 0;
  let waiting: { readonly n: number; readonly whole: boolean; readonly rows: ReadonlySet<string> } | undefined;

  function tell(next: Partial<Looked>): void {
    looked = { ...looked, ...next };
    told(looked);
  }

  /** Says what changed since it was last said. */
  function ask(whole: boolean): void {
    if (subject === undefined) return;
    const { table, order, options } = subject;
    const changed: Record<string, TableRow | null> = {};
    const known = sent?.rows ?? new Map<string, TableRow>();
    for (const id of Object.keys(table.rows)) {
      const row = typed.get(id) ?? table.rows[id]!;
      if (known.get(id) === row) continue;
      known.set(id, row);
      changed[id] = row;
      edited.add(id);
    }
    for (const id of known.keys()) {
      if (Object.hasOwn(table.rows, id)) continue;
      known.delete(id);
      changed[id] = null;
      edited.add(id);
    }
    const { rows: _rows, examples: _examples, ...shape } = table;
    const sameShape = sent !== undefined && isSameShape(sent.subject.table, table);
    const message: Asked = {
      n: ++n,
      rows: changed,
      ...(sameShape ? {} : { shape }),
      ...(sent?.subject.options === options ? {} : { options }),
      ...(sent?.subject.order === order ? {} : { order }),
    };
    const otherwise = !sameShape || edited.size > mostEdited;
    sent = { subject, rows: known };
    // where more than some rows changed, what is said of some of them says little
    const isWhole = whole || otherwise || took === 0;
    waiting = { n, whole: isWhole, rows: new Set(edited) };
    port.ask(isWhole ? message : { ...message, edited: [...edited] });
    clearTimeout(timer);
    if (isWhole) edited.clear();
    else timer = setTimeout(() => ask(true), Math.min(longestPause, Math.max(pause, took)));
    if (!looked.pending) tell({ pending: true });
  }

  function hear(answer: Answered): void {
    // an answer to what was asked before something else changed is of no use any more
    if (waiting === undefined || answer.n !== waiting.n) return;
    if (waiting.whole) {
      took = Math.max(1, answer.took);
      tell({ findings: answer.findings, complete: answer.complete, pending: false });
    } else {
      const { rows } = waiting;
      tell({ findings: [...answer.findings, ...looked.findings.filter((each) => !concernsRows(each, rows))] });
    }
    waiting = undefined;
  }

  return {
    look: (next) => {
      if (subject === next) return;
      subject = next;
      ask(false);
    },
    type: (id, row) => {
      if (row === undefined ? !typed.delete(id) : typed.get(id) === row) return;
      if (row !== undefined) typed.set(id, row);
      ask(false);
    },
    close: () => {
      clearTimeout(timer);
      port.close();
    },
  };
}

/** Whether two tables differ in their rows alone. */
function isSameShape(one: TableDocument, other: TableDocument): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof TableDocument>;
  return [...keys].every((key) => key === "rows" || key === "examples" || one[key] === other[key]);
}
