import { expect, test } from "vitest";
import type { TableFinding } from "#runtime/rules";
import { marksOf, sameMarks } from "./marks.ts";

const finding = (
  is: TableFinding["is"],
  severity: TableFinding["severity"],
  row: string,
  by: string[],
  columns: string[],
): TableFinding => ({
  is,
  severity,
  row,
  by,
  columns,
});
const said = (findings: readonly TableFinding[], shown?: TableFinding) =>
  [...marksOf(findings, shown)].map(([id, { worst, cells, shown: ringed }]) => [id, worst, Object.fromEntries(cells), [...ringed]]);

test("cells that cause trouble, on the rows that cause it; the worst counts", () => {
  const overlap = finding("overlap", "blocker", "r2", ["r1"], ["a"]);
  const twice = finding("twice", "warning", "r2", ["r3"], ["a", "b"]);
  expect(said([overlap, twice])).toEqual([
    ["r2", "danger", { a: "danger", b: "warning" }, []],
    ["r1", "danger", { a: "danger" }, []],
    ["r3", "warning", { a: "warning", b: "warning" }, []],
  ]);
  expect(said([twice, overlap])[0]).toEqual(["r2", "danger", { a: "danger", b: "warning" }, []]);
});
test("rows that cover another are not the trouble; hints tint nothing, unless somebody looks at them", () => {
  const hint = finding("mergeable", "hint", "r2", ["r1"], ["a"]);
  expect(said([finding("shadowed", "warning", "r2", ["r1"], ["a"]), hint])).toEqual([["r2", "warning", { a: "warning" }, []]]);
  expect(said([hint], hint)).toEqual([
    ["r2", undefined, {}, ["a"]],
    ["r1", undefined, {}, ["a"]],
  ]);
});
test("marks made anew are the same while nothing else is said", () => {
  const one = () => marksOf([finding("twice", "warning", "r2", ["r1"], ["a"])], undefined).get("r2");
  expect(sameMarks(one(), one())).toBe(true);
  expect(sameMarks(one(), undefined)).toBe(false);
  expect(sameMarks(one(), marksOf([finding("twice", "warning", "r2", ["r1"], ["b"])], undefined).get("r2"))).toBe(false);
});
