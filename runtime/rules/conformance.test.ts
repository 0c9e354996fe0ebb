import { readdirSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { operators } from "#metadata/vocabulary";
import { overSuite } from "../suites.testing.ts";
import { compileExpression, evaluateCompat, EvaluationError, examplesForSql, examplesOf, lowerExpression } from "./index.ts";

const at = { now: "2026-03-19T06:30:00.000Z" };

describe("the operators' examples hold in the evaluator", () => {
  it.each(examplesOf(operators).map((each) => [each.operator, JSON.stringify(each.logic), each] as const))(
    "%s: %s",
    (_, __, { logic, data, types, is }) => {
      const compiled = compileExpression(logic, { operators, types: (path) => (Object.hasOwn(types, path) ? types[path] : undefined) });
      expect(compiled).toMatchObject({ ok: true });
      if (compiled.ok) expect(compiled.value.evaluate(data, at)).toEqual(is);
    },
  );

  it.each(examplesForSql(operators).map((each) => [each.operator, JSON.stringify(each.logic), each] as const))(
    "%s lowers: %s",
    (_, __, { logic, types, is }) => {
      expect(lowerExpression(logic, { operators, types: (path) => types[path] })).toMatchObject({ ok: true });
      expect(is).toBeTypeOf("boolean");
    },
  );
});

/** Cases that others wrote, and what becomes of them: [cases, the same in compatibility mode, refused there, the same in the profile, refused there]. */
const counts = {
  "compatible.json": [278, 278, 0, 254, 24],
  "truthiness.json": [13, 9, 4, 8, 5],
  "array/all.json": [12, 9, 3, 9, 2],
  "array/filter.json": [12, 10, 2, 10, 2],
  "array/map.json": [14, 12, 2, 11, 3],
  "array/merge.json": [8, 8, 0, 8, 0],
  "array/none.json": [13, 10, 3, 10, 2],
  "array/reduce.json": [9, 8, 1, 8, 1],
  "array/some.json": [13, 10, 3, 10, 2],
  "comparison/greaterThan.json": [35, 23, 12, 6, 29],
  "comparison/lessThan.json": [45, 35, 10, 14, 31],
  "control/and.json": [25, 23, 2, 19, 6],
  "control/doublebang.json": [23, 23, 0, 21, 2],
  "control/if.json": [44, 42, 2, 35, 9],
  "control/not.json": [23, 23, 0, 21, 2],
  "control/or.json": [24, 22, 2, 19, 5],
  "string/cat.json": [9, 9, 0, 9, 0],
  "string/in.json": [8, 8, 0, 8, 0],
  "string/substr.json": [12, 12, 0, 11, 1],
} as const;
const files = Object.keys(counts) as readonly (keyof typeof counts)[];

interface Case {
  readonly rule: unknown;
  readonly data?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

const refused = Symbol("refused");
const inProfile = ({ rule, data }: Case): unknown => {
  const compiled = compileExpression(rule, { operators });
  if (!compiled.ok) return refused;
  try {
    return compiled.value.evaluate(data ?? null, at);
  } catch (error) {
    if (error instanceof EvaluationError) return refused;
    throw error;
  }
};
const inCompatibility = ({ rule, data }: Case): unknown => {
  const answer = evaluateCompat(rule, data ?? null);
  return answer.ok ? answer.value : refused;
};
/** Strictly: no text for a number, no 0 for −0, no absent for null. */
const isSame = ({ error, result }: Case, answer: unknown): boolean => error === undefined && isDeepStrictEqual(answer, result);

overSuite("JSON Logic suites", "json-logic", files, (suite, folder) => {
  it.each(files)("%s: every case gives the same or is refused, none another answer", (file) => {
    const cases = (JSON.parse(suite(file)) as readonly (Case | string)[]).filter((each): each is Case => typeof each !== "string");
    const found = [inCompatibility, inProfile].map((mode) => cases.map((each) => ({ each, answer: mode(each) })));
    const other = found.map((answers) => answers.filter(({ each, answer }) => answer !== refused && !isSame(each, answer)));
    expect(other[0]).toEqual([]);
    // the profile alone: an absent list is an empty one
    for (const { each } of other[1]!) {
      expect(each.data).toEqual({});
      expect(["all", "none", "some"]).toContain(Object.keys(each.rule as object)[0]);
    }
    const tally = found.map((answers) => [
      answers.filter(({ each, answer }) => isSame(each, answer)).length,
      answers.filter(({ answer }) => answer === refused).length,
    ]);
    expect([cases.length, ...tally.flat()]).toEqual(counts[file]);
  });

  it("holds every file there is", () => {
    const there = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((each) => each.endsWith(".json"));
    expect(there.toSorted()).toEqual(files.toSorted());
  });
});
