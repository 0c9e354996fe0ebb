"use client";
import { startTransition, useEffect, useMemo, useRef, useState } from "react";
import type { Json, TableDocument, TableRow } from "#metadata";
import type { Column } from "../column.ts";
import type { Judged } from "../examples/judge.ts";
import type { Tried } from "../tester/facts.ts";
import { type Answered, type Asked, answersTrials, untried } from "./answer-trial.ts";

export interface Question {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  /** row id → package */
  readonly fromPackage: ReadonlyMap<string, string>;
  /** undefined: nobody looks at the tester */
  readonly facts: Readonly<Record<string, Json>> | undefined;
  /** absent = now */
  readonly at: string | undefined;
}

export interface Answers {
  readonly tried: Tried;
  readonly judged: readonly Judged[];
  /** what is answered is of before the last change */
  readonly isPending: boolean;
}

/** The answers of a table to the tester and its examples, found beside the page: what is typed never waits for them. */
export function useAnswers({ table, columns, fromPackage, facts, at }: Question): Answers {
  const asker = useRef<Asker>(undefined);
  const [answered, setAnswered] = useState<{ readonly to: Question; readonly answer: Answered }>();
  const question = useMemo(() => ({ table, columns, fromPackage, facts, at }), [table, columns, fromPackage, facts, at]);
  useEffect(() => {
    if (!hasWorkers) return;
    const made = createAsker((to, answer) => startTransition(() => setAnswered({ to, answer })));
    asker.current = made;
    return () => {
      asker.current = undefined;
      made.close();
    };
  }, []);
  useEffect(() => asker.current?.ask(question), [question]);
  // where there are no workers the page answers itself
  const answer = useMemo(() => (hasWorkers ? undefined : answersTrials()(messageOf(undefined, question, 0))), [question]);
  const { tried, judged } = answer ?? answered?.answer ?? { tried: untried, judged: [] };
  return useMemo(
    () => ({
      tried,
      judged: judged.flatMap((each) => {
        const example = table.examples?.[each.id];
        return example === undefined ? [] : [{ ...each, example }];
      }),
      isPending: answer === undefined && answered?.to !== question,
    }),
    [tried, judged, table.examples, answer, answered, question],
  );
}

const hasWorkers = typeof Worker !== "undefined";

interface Asker {
  readonly ask: (question: Question) => void;
  readonly close: () => void;
}

/** Asks one question at a time; of those that come meanwhile the last. */
function createAsker(told: (to: Question, answer: Answered) => void): Asker {
  const worker = new Worker(new URL("./trial-worker.ts", import.meta.url), { type: "module" });
  let sent: Question | undefined;
  let asking: Question | undefined;
  let next: Question | undefined;
  let n = 0;
  const send = (question: Question): void => {
    worker.postMessage(messageOf(sent, question, ++n));
    sent = asking = question;
    next = undefined;
  };
  worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => {
    const to = asking;
    asking = undefined;
    if (to !== undefined) told(to, data);
    if (next !== undefined) send(next);
  });
  // a question that cannot be answered must not keep the next one waiting
  worker.addEventListener("error", () => {
    asking = undefined;
    if (next !== undefined) send(next);
  });
  return {
    ask: (question) => {
      if (asking === undefined) send(question);
      else next = question;
    },
    close: () => worker.terminate(),
  };
}

/** What is to be said of a question after another one. */
function messageOf(before: Question | undefined, question: Question, n: number): Asked {
  const { table, columns, fromPackage, facts, at } = question;
  const { rows: all, ...shape } = table;
  const known: Readonly<Record<string, TableRow>> = before?.table.rows ?? {};
  const rows: Record<string, TableRow | null> = {};
  if (known !== all) {
    for (const [id, row] of Object.entries(all)) if (known[id] !== row) rows[id] = row;
    for (const id of Object.keys(known)) if (!Object.hasOwn(all, id)) rows[id] = null;
  }
  return {
    n,
    rows,
    ...(before !== undefined && isSameShape(before.table, table) ? {} : { shape }),
    ...(before?.columns === columns ? {} : { columns }),
    ...(before?.fromPackage === fromPackage ? {} : { fromPackage }),
    ...(facts === undefined ? {} : { facts: { values: facts, at } }),
  };
}

/** Whether two tables differ in their rows alone. */
function isSameShape(one: TableDocument, other: TableDocument): boolean {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as Set<keyof TableDocument>;
  return [...keys].every((key) => key === "rows" || one[key] === other[key]);
}
