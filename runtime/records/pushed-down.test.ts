import { expect, test } from "vitest";
import type { Json } from "#metadata";
import { compileProblems } from "../drafts/compile-problems.ts";
import { effectiveOf, language, objectOf, roleOf } from "./testing.ts";

/* A rule over records is asked of the database whole, or refused when it is published, with the place where it stands. */

const refers = (object: string) => ({ type: "reference", config: { object } });
const documents = [
  objectOf("region", { name: { type: "text" }, above: { type: "tree" } }),
  objectOf("customer", { name: { type: "text" }, region: refers("region"), tags: { type: "tags" } }),
  objectOf("order", {
    title: { type: "text" },
    amount: { type: "decimal", config: { scale: 2 } },
    placed: { type: "date_time" },
    customer: refers("customer"),
    extra: { type: "json" },
    seen: { type: "multi_reference", config: { object: "customer" } },
    about: { type: "polymorphic_reference", config: { objects: ["customer", "region"] } },
    lines: { type: "line_items", config: { object: "line", by: "order" } },
  }),
  objectOf("line", { order: { type: "master_detail", config: { object: "order" } }, pieces: { type: "number" } }),
];

const told = (rows: Json) => {
  const role = roleOf("clerk", { order: { read: true, rows: rows as never } });
  const { documents: all } = effectiveOf("019b0000-0000-7000-8000-000000000001", [...documents, role]);
  return compileProblems(language, role, all).map(({ code, path }) => `${code} ${path}`);
};

test.each<[string, Json]>([
  ["own", { "===": [{ var: "created_by" }, { var: "$user.by" }] }],
  ["own team", { in: [{ var: "created_by" }, { var: "$user.mateBy" }] }],
  [
    "those below, and those above",
    { or: [{ in: [{ var: "created_by" }, { var: "$user.belowBy" }] }, { in: [{ var: "created_by" }, { var: "$user.aboveBy" }] }] },
  ],
  ["a path of three references", { "===": [{ var: "customer.region.above.name" }, "north"] }],
  ["lines", { some: [{ var: "lines" }, { ">": [{ var: "pieces" }, 3] }] }],
  ["a list along a path", { in: ["vip", { var: "customer.tags" }] }],
  ["records that are named", { in: ["019b0000-0000-7000-8000-00000000000a", { var: "seen" }] }],
  ["one of several objects", { "===": [{ var: "about.object" }, "region"] }],
  ["something computed", { ">": [{ "*": [{ var: ["amount", "0"] }, 2] }, "100.00"] }],
  ["a stretch of time", { "date.during": [{ var: "placed" }, "this_month"] }],
])("%s can be asked", (_, rows) => expect(told(rows)).toEqual([]));

test.each<[string, Json, string]>([
  ["a field that is not there", { "===": [{ var: "nothing" }, "x"] }, "unknown_field"],
  ["a field along a path that is not there", { "===": [{ var: "customer.nothing" }, "x"] }, "unknown_field"],
  ["a path of four references", { "===": [{ var: "customer.region.above.above.name" }, "north"] }, "not_filterable"],
  ["a path through many", { "===": [{ var: "seen.name" }, "x"] }, "unknown_field"],
  ["what holds anything", { "===": [{ var: "extra" }, "x"] }, "not_filterable"],
  ["a list as a whole", { "===": [{ var: "seen" }, { var: "customer.tags" }] }, "wrong_type"],
  ["a value that the field cannot hold", { "===": [{ var: "placed" }, "yesterday"] }, "wrong_type"],
  ["what only the evaluator computes", { "===": [{ cat: [{ var: "title" }, "!"] }, "a!"] }, "not_filterable"],
  ["a division", { ">": [{ "/": [{ var: "amount" }, 2] }, 1] }, "not_filterable"],
  ["a list that is made", { some: [{ filter: [{ var: "lines" }, true] }, true] }, "not_filterable"],
])("%s is refused at the rule", (_, rows, code) => {
  const problems = told(rows);
  expect(problems).not.toEqual([]);
  for (const each of problems) expect(each).toMatch(/^[a-z_]+ \/objects\/order\/rows/);
  expect(problems.map((each) => each.split(" ")[0])).toContain(code);
});
