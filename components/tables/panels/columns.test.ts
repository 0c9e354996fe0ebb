import { expect, test } from "vitest";
import { type Document, type TableDocument, type Text, checkTable, inLocale } from "#metadata";
import { perform } from "../../designer/behaviours/index.ts";
import type { Command } from "../../designer/commands/index.ts";
import type { DocumentKey } from "../../designer/documents.ts";
import { emptyLog, record, undo } from "../../designer/log.ts";
import { addColumn, retypeColumn, setColumn } from "./column-commands.ts";
import { usesOfColumn } from "./users-of-column.ts";

const table: TableDocument = {
  kind: "table",
  id: "pay",
  name: "pay",
  label: { en: "Pay", zh: "支付" },
  hit: "C",
  inputs: {
    i1: { name: "amount", label: "Amount", type: "number", order: "a0" },
    i2: { name: "channel", label: "Channel", type: "text", order: "a1" },
    i3: { name: "customer", label: "Customer", type: "text", order: "a2" },
  },
  outputs: {
    o1: { name: "method", label: "Method", type: "text", order: "a0" },
    o2: { name: "shown", label: "Shown", type: "boolean", order: "a1" },
  },
  rows: {
    r1: { order: "a0", cells: { i1: { range: [{ from: 10, to: null }] }, i2: { in: ["app", "网页"] } }, out: { o1: "alipay", o2: true } },
    r2: { order: "a1", cells: { i2: { logic: { ">": [{ var: "amount" }, 5] } } }, out: { o1: "cash" } },
  },
  routing: {
    option: "o1",
    show: "o2",
    facts: { channel: "i2" },
    split: { key: "i3", arms: { a: { order: "a0", weight: 1, options: ["cash"] } } },
  },
  default: { o1: "cash" },
  examples: { e1: { order: "a0", facts: { amount: 20, customer: "c" }, expect: { outputs: [{ method: "alipay", shown: true }] } } },
};
const key: DocumentKey = "table/pay";
const asks = {
  kind: "object",
  id: "order",
  name: "order",
  label: "Order",
  fields: {
    f1: {
      name: "pay",
      label: "Pay",
      type: "text",
      order: "a0",
      offeredBy: { table: "pay", output: "method", facts: { amount: { var: "amount" } } },
    },
  },
} as unknown as Document;
const documents = new Map<DocumentKey, Document>([
  [key, table],
  ["object/order", asks],
]);
const spoken = (label: Text | undefined) => inLocale(label, "zh", "");
const after = (commands: readonly Command[]): TableDocument => {
  const done = perform(documents, commands);
  if (done === undefined) throw new Error("cannot be done");
  const back = undo(done.documents, record(emptyLog, { did: { key: "x" }, at: 0, changes: done.changes }));
  expect(back?.documents.get(key)).toEqual(table);
  return done.documents.get(key) as TableDocument;
};

test("a new column is called after its label, and money brings a currency", () => {
  const { id, commands } = addColumn(table, "inputs", "money", "订单金额", "zh", "CNY");
  const made = after(commands);
  expect(made.inputs[id]).toMatchObject({ name: "ding_dan_jin_e", label: { zh: "订单金额" }, type: "money" });
  expect(made.currency).toBe("CNY");
  expect(made.inputs[id]!.order > "a2").toBe(true);
  expect(checkTable(made)).toEqual(checkTable(table));
});

test("a choice begins with an option", () => {
  expect(checkTable(after(addColumn(table, "outputs", "enum", "Fee", "en", "CNY").commands))).toEqual(checkTable(table));
});

test("the name follows the label while nobody relies on it, and expressions follow the name", () => {
  const made = after([...setColumn(table, "inputs", "i1", "name", "sum", true, spoken)]);
  expect(made.inputs["i1"]!.name).toBe("sum");
  expect(made.rows["r2"]!.cells!["i2"]).toEqual({ logic: { ">": [{ var: "sum" }, 5] } });
  expect(made.examples!["e1"]!.facts).toEqual({ sum: 20, customer: "c" });
  const shown = after(setColumn(table, "outputs", "o2", "name", "visible", true, spoken));
  expect(shown.examples!["e1"]!.expect.outputs).toEqual([{ method: "alipay", visible: true }]);
  const labelled = setColumn(
    { ...table, inputs: { ...table.inputs, i1: { ...table.inputs["i1"]!, name: "jin_e", label: "金额" } } },
    "inputs",
    "i1",
    "label",
    "总价",
    true,
    spoken,
  );
  expect(labelled).toContainEqual({ do: "set", document: key, path: ["inputs", "i1", "name"], value: "zong_jia" });
  expect(setColumn(table, "inputs", "i1", "label", "总价", false, spoken)).toHaveLength(1);
  // who typed a name of his own keeps it
  expect(setColumn(table, "inputs", "i3", "label", "顾客号", true, (label) => `${inLocale(label, "zh", "")}x`)).toHaveLength(1);
});

test("another type reads what the rows hold again and counts what it cannot say", () => {
  const amount = retypeColumn(table, documents, "inputs", "i1", { type: "money" }, "en", "CNY");
  expect(amount.lost).toBe(0);
  const made = after(amount.commands);
  expect(made.currency).toBe("CNY");
  expect(made.rows["r1"]!.cells!["i1"]).toEqual({ range: [{ from: "10", to: null }] });

  const shown = retypeColumn(table, documents, "outputs", "o1", { type: "number" }, "en", "CNY");
  expect(shown.lost).toBe(3);
  expect(after(shown.commands).default).toEqual({});
});

test("texts become options that are called what they were", () => {
  const { commands, lost } = retypeColumn(table, documents, "inputs", "i2", { type: "enum" }, "en", "CNY");
  const made = after(commands);
  expect(lost).toBe(0);
  expect(Object.values(made.inputs["i2"]!.options ?? {}).map(({ label }) => label)).toEqual(["app", "网页"]);
  expect(made.rows["r1"]!.cells!["i2"]).toEqual({ in: ["app", "wang_ye"] });
  // an expression holds whatever the type
  expect(made.rows["r2"]!.cells!["i2"]).toEqual(table.rows["r2"]!.cells!["i2"]);
});

test("one value becomes a list of one", () => {
  const made = after(retypeColumn(table, documents, "outputs", "o1", { list: true }, "en", "CNY").commands);
  expect(made.outputs["o1"]!.list).toBe(true);
  expect(made.rows["r1"]!.out["o1"]).toEqual(["alipay"]);
  expect(made.default).toEqual({ o1: ["cash"] });
});

test("what a column is used for", () => {
  expect(usesOfColumn(table, documents, "inputs", "i1")).toEqual({
    rows: 1,
    computes: [["rows", "r2", "cells", "i2"]],
    routing: [],
    others: ["object/order"],
  });
  expect(usesOfColumn(table, documents, "outputs", "o1")).toMatchObject({ rows: 2, routing: ["option"], others: ["object/order"] });
  expect(usesOfColumn(table, documents, "inputs", "i3")).toMatchObject({ rows: 0, routing: ["split"], others: [] });
});

test("a removed column leaves rows, default, routing and examples", () => {
  const remove = (side: string, id: string) => after([{ do: "remove", document: key, path: [side, id] }]);
  expect(remove("inputs", "i2").routing).toEqual({ ...table.routing, facts: {} });
  expect(remove("inputs", "i3").routing).not.toHaveProperty("split");
  expect(remove("outputs", "o2").routing).not.toHaveProperty("show");
  const gone = remove("outputs", "o1");
  expect(gone.routing).toBeUndefined();
  expect(gone.default).toEqual({});
  expect(gone.examples!["e1"]!.expect.outputs).toEqual([{ shown: true }]);
  expect(remove("inputs", "i1").examples!["e1"]!.facts).toEqual({ customer: "c" });
});

test("a removed column leaves the turns of its table", () => {
  const turning: TableDocument = {
    ...table,
    routing: undefined,
    inputs: {
      ...table.inputs,
      turn: { name: "turn", label: "Turn", type: "number", order: "a3" },
      away: { name: "away", label: "Away", type: "set", order: "a4" },
    },
    outputs: { ...table.outputs, team: { name: "team", label: "Team", type: "text", order: "a2", list: true } },
    rotation: { among: "team", to: "o1", turn: "turn", away: "away" },
  };
  const gone = (side: string, id: string) =>
    (perform(new Map([[key, turning]]), [{ do: "remove", document: key, path: [side, id] }])!.documents.get(key) as TableDocument).rotation;
  expect(gone("inputs", "away")).toEqual({ among: "team", to: "o1", turn: "turn" });
  for (const [side, id] of [
    ["inputs", "turn"],
    ["outputs", "team"],
    ["outputs", "o1"],
  ] as const)
    expect(gone(side, id)).toBeUndefined();
  expect(gone("inputs", "i1")).toEqual(turning.rotation);
});
