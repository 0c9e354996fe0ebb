import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TableDocument, TableRow } from "#metadata";
import { createAnalyst, type Looked } from "./analyst.ts";
import { answersAnalysis, type Asked } from "./answer-analysis.ts";

const n = { name: "n", label: "N", type: "number", order: "a0" } as const;
const o = { name: "o", label: "O", type: "text", order: "a0" } as const;
const row = (place: number, from: number, o = "x", more: Partial<TableRow> = {}): TableRow => ({
  order: `a${place}`,
  cells: { n: { range: [{ from, to: null }] } },
  out: { o },
  ...more,
});
const tableOf = (rows: Record<string, TableRow>): TableDocument => ({
  kind: "table",
  id: "t",
  name: "t",
  label: "T",
  hit: "F",
  inputs,
  outputs,
  rows,
  default: fallback,
});
const [inputs, outputs, fallback] = [{ n }, { o }, { o: "z" }];
const options = {};
const subject = (table: TableDocument) => ({ table, order: Object.keys(table.rows), options });

/** The worker's own code, reached as it is: by copies, and not at once. */
function looking() {
  const asked: Asked[] = [];
  const told: Looked[] = [];
  const answer = answersAnalysis(() => "2026-03-19T06:30:00.000Z");
  const analyst = createAnalyst(
    (answered) => ({
      ask: (each) => {
        asked.push(each);
        const copy = structuredClone(each);
        setTimeout(() => answered(structuredClone({ ...answer(copy), took: 20 })), 20);
      },
      close: () => undefined,
    }),
    (looked) => told.push(looked),
  );
  const said = () => told.at(-1)!.findings.map(({ is, row: id }) => `${is} ${id}`);
  return { analyst, asked, told, said };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const first = { r1: row(1, 0), r2: row(2, 5, "y"), r3: row(3, -5, "w") };

test("at first the whole table; then an edited row at once, and the whole after a pause", () => {
  const { analyst, asked, told, said } = looking();
  analyst.look(subject(tableOf(first)));
  expect(told.at(-1)).toMatchObject({ pending: true });
  vi.advanceTimersByTime(25);
  expect(said()).toEqual(["shadowed r2"]);
  expect(told.at(-1)).toMatchObject({ pending: false, complete: true });

  analyst.look(subject(tableOf({ ...first, r3: row(3, 2, "w") })));
  expect(asked.at(-1)).toMatchObject({ edited: ["r3"], rows: { r3: { order: "a3" } } });
  expect(Object.keys(asked.at(-1)!.rows)).toEqual(["r3"]);
  expect(asked.at(-1)).not.toHaveProperty("shape");
  vi.advanceTimersByTime(25);
  expect(said()).toEqual(["shadowed r3", "shadowed r2"]);
  expect(told.at(-1)).toMatchObject({ pending: true });
  vi.advanceTimersByTime(200);
  expect(asked).toHaveLength(3);
  expect(asked.at(-1)).not.toHaveProperty("edited");
  expect(said()).toEqual(["shadowed r2", "shadowed r3"]);
  expect(told.at(-1)).toMatchObject({ pending: false });
});

test("an answer that is overtaken is dropped", () => {
  const { analyst, told, said } = looking();
  analyst.look(subject(tableOf(first)));
  vi.advanceTimersByTime(25);
  const before = told.length;
  analyst.look(subject(tableOf({ ...first, r2: row(2, -1, "y") })));
  vi.advanceTimersByTime(10);
  analyst.look(subject(tableOf({ ...first, r2: row(2, 7, "y") })));
  vi.advanceTimersByTime(15);
  expect(told.slice(before).every(({ findings }) => findings === told[before]!.findings)).toBe(true);
  vi.advanceTimersByTime(300);
  expect(said()).toEqual(["shadowed r2"]);
});

test("what is being typed is looked at, and forgotten when it is given up", () => {
  const { analyst, said } = looking();
  analyst.look(subject(tableOf(first)));
  vi.advanceTimersByTime(25);
  analyst.type("r2", row(2, -1, "y"));
  vi.advanceTimersByTime(25);
  expect(said()).toEqual([]);
  analyst.type("r2", undefined);
  vi.advanceTimersByTime(25);
  expect(said()).toEqual(["shadowed r2"]);
});

test("removed rows, another order, another shape", () => {
  const { analyst, asked, said } = looking();
  analyst.look(subject(tableOf(first)));
  vi.advanceTimersByTime(25);
  const { r1: _gone, ...rest } = first;
  analyst.look(subject(tableOf(rest)));
  expect(asked.at(-1)!.rows).toEqual({ r1: null });
  vi.advanceTimersByTime(300);
  expect(said()).toEqual([]);
  analyst.look({ table: tableOf(rest), order: ["r3", "r2"], options });
  vi.advanceTimersByTime(300);
  expect(said()).toEqual(["shadowed r2"]);
  analyst.look({ table: { ...tableOf(rest), hit: "U" }, order: ["r3", "r2"], options });
  vi.advanceTimersByTime(25);
  expect(said()).toEqual(["overlap r2"]);
});

test("a cell that does not fit its column keeps the other rows from nothing", () => {
  const { analyst, told, said } = looking();
  analyst.look(subject(tableOf({ ...first, r3: { ...first.r3, cells: { n: { eq: "not a number" } } } })));
  vi.advanceTimersByTime(25);
  expect(said()).toEqual(["shadowed r2"]);
  expect(told.at(-1)).toMatchObject({ complete: false });
});
