import { expect, it } from "vitest";
import { fields, operators } from "#metadata/vocabulary";
import type { FlowDocument } from "#metadata";
import { steps } from "../steps/definitions.ts";
import { configProblems } from "./config-problems.ts";

const problemsOf = (type: string, config: object): readonly string[] => {
  const document = { kind: "flow", id: "f", name: "f", label: "F", steps: { one: { type, name: "one", order: "a0", config } } };
  return configProblems(document as unknown as FlowDocument, { steps, fields, operators }).map(({ code, path }) => `${code} ${path}`);
};
const never = { "*": [{ var: "input.amount" }, "0.8x"] };

it.each([
  ["choice", { branches: { a: { when: never, order: "a0" } } }, "/branches/a/when"],
  ["decide", { table: "t", facts: { amount: never } }, "/facts/amount"],
  ["route", { table: "t", facts: { amount: never }, output: "o", branches: {} }, "/facts/amount"],
  ["call", { function: "f", values: { n: never } }, "/values/n"],
  ["create_record", { object: "o", values: { n: never } }, "/values/n"],
  ["update_record", { object: "o", record: never, values: {} }, "/record"],
  ["wait", { seconds: never }, "/seconds"],
  ["publish", { topic: "t", message: never }, "/message"],
])("%s: what can never be computed is told before a run meets it", (type, config, at) =>
  expect(problemsOf(type, config)).toEqual([`wrong_type /steps/one/config${at}/*`]),
);
it("says nothing of what can", () => expect(problemsOf("wait", { seconds: { "*": [{ var: "input.n" }, 2] } })).toEqual([]));
