import { expect, test } from "vitest";
import { checkTable, type TableDocument, tableSchema } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { compileTable, tableLogicProblems } from "#runtime/rules";
import { beginnings, newTable } from "./new-table.ts";

test.each(beginnings)("%s is a table that can be saved, compiled and called otherwise", (beginning) => {
  const made = tableSchema.parse(newTable(beginning, "ours", { zh: "我们的表" })) as TableDocument;
  expect(made).toMatchObject({ id: "ours", name: "ours", label: { zh: "我们的表" } });
  expect(checkTable(made)).toEqual([]);
  expect(tableLogicProblems(made, operators)).toEqual([]);
  expect(fields.all.length).toBeGreaterThan(0);
  expect(() => compileTable(made, { operators })).not.toThrow();
});

test("payments, round robin, approval and prices are offered besides the blank one", () => {
  expect(beginnings).toEqual(expect.arrayContaining(["blank", "payment_methods", "assignment", "approval_routing", "price_bands"]));
});
