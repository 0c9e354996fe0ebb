import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "#metadata";
import { writeLogic } from "./write-logic.ts";

test("what fits on a line stands on one", () => {
  expect(writeLogic({ ">=": [{ var: "amount" }, "100"] })).toBe('{ ">=": [{ "var": "amount" }, "100"] }');
  const long: Json = { and: [{ ">=": [{ var: "amount" }, "100"] }, { in: [{ var: "channel" }, ["app", "web", "pos"]] }] };
  expect(writeLogic(long)).toBe(
    [
      "{",
      '  "and": [',
      '    { ">=": [{ "var": "amount" }, "100"] },',
      '    { "in": [{ "var": "channel" }, ["app", "web", "pos"]] }',
      "  ]",
      "}",
    ].join("\n"),
  );
});

test("parses back to the same", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(writeLogic(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
