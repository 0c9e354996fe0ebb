"use client";
import { startTransition, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TableDocument, TableRow } from "#metadata";
import type { Column } from "../column.ts";
import type { Band } from "../rows.ts";
import { type Analyst, type Looked, type Port, createAnalyst } from "./analyst.ts";
import { type Answered, answersAnalysis } from "./answer-analysis.ts";

export interface Analysis extends Looked {
  /** a row as it is being typed; undefined = as it stands */
  readonly type: (id: string, row: TableRow | undefined) => void;
}

/** What deserves a look in a table, found beside the page and never in its way. */
export function useAnalysis(table: TableDocument, columns: readonly Column[], bands: readonly Band[]): Analysis {
  const [looked, setLooked] = useState<Looked>({ findings: [], complete: true, pending: true });
  const analyst = useRef<Analyst>(undefined);
  const order = useMemo(() => bands.flatMap(({ rows }) => rows), [bands]);
  const options = useMemo(
    () =>
      Object.fromEntries(
        Object.entries({ ...table.inputs, ...table.outputs }).flatMap(([id, { optionsOf }]) => {
          const column = columns.find((each) => each.id === id);
          return optionsOf === undefined || column === undefined ? [] : [[optionsOf, column.options.map((option) => option.id)]];
        }),
      ),
    [table.inputs, table.outputs, columns],
  );
  useEffect(() => {
    // news never hold up what is typed
    const made = createAnalyst(openPort, (next) => startTransition(() => setLooked(next)));
    analyst.current = made;
    return () => {
      analyst.current = undefined;
      made.close();
    };
  }, []);
  useEffect(() => analyst.current?.look({ table, order, options }), [table, order, options]);
  const type = useCallback((id: string, row: TableRow | undefined) => analyst.current?.type(id, row), []);
  return useMemo(() => ({ ...looked, type }), [looked, type]);
}

/** A worker; where there are none, the page itself when it has time. */
function openPort(answered: (answer: Answered) => void): Port {
  if (typeof Worker === "undefined") {
    const answer = answersAnalysis();
    const timers = new Set<ReturnType<typeof setTimeout>>();
    return {
      ask: (asked) => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          answered(answer(asked));
        });
        timers.add(timer);
      },
      close: () => timers.forEach((timer) => clearTimeout(timer)),
    };
  }
  const worker = new Worker(new URL("./analysis-worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Answered>) => answered(data));
  return { ask: (asked) => worker.postMessage(asked), close: () => worker.terminate() };
}
