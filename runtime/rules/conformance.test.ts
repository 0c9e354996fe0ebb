import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { operators } from "#metadata/vocabulary";
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

/** Cases that others wrote, read in place and not copied. */
const suites = new URL("../../../shared/suites/json-logic/", import.meta.url);
const present = existsSync(suites);
if (!present) console.warn("The JSON Logic suites are not beside the project (../shared/suites/json-logic): their cases are skipped.");

interface Case {
  readonly rule: unknown;
  readonly data?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}
const casesOf = (file: string): readonly Case[] =>
  (JSON.parse(readFileSync(new URL(file, suites), "utf8")) as readonly (Case | string)[]).filter((each) => typeof each !== "string");

/** The value, or "refused". */
const inProfile = ({ rule, data }: Case): unknown => {
  const compiled = compileExpression(rule, { operators });
  if (!compiled.ok) return "refused";
  try {
    return compiled.value.evaluate(data ?? null, at);
  } catch (error) {
    if (error instanceof EvaluationError) return "refused";
    throw error;
  }
};

describe.skipIf(!present)("JSON Logic suites", () => {
  it("compatibility mode gives all 278 answers of the core", () => {
    const cases = casesOf("compatible.json");
    expect(cases.length).toBe(278);
    for (const each of cases)
      expect(evaluateCompat(each.rule, each.data ?? null), JSON.stringify(each.rule)).toEqual({ ok: true, value: each.result });
  });

  const others = !present
    ? []
    : [
        "truthiness.json",
        ...["array", "comparison", "control", "string"].flatMap((folder) =>
          readdirSync(new URL(folder, suites)).map((file) => `${folder}/${file}`),
        ),
      ];

  it.each(others)("%s: the same answer or a refusal, never another answer", (file) => {
    for (const each of casesOf(file)) {
      const result = evaluateCompat(each.rule, each.data ?? null);
      if (each.error !== undefined) expect(result.ok, JSON.stringify(each.rule)).toBe(false);
      else if (result.ok) expect(result.value, JSON.stringify(each.rule)).toEqual(each.result);
    }
  });

  it("the profile never gives another answer either, except that an absent list is an empty one", () => {
    const others_ = ["compatible.json", ...others].flatMap(casesOf);
    const different = others_.filter((each) => {
      const answer = inProfile(each);
      return answer !== "refused" && (each.error !== undefined || JSON.stringify(answer) !== JSON.stringify(each.result));
    });
    expect(different.map((each) => Object.keys(each.rule as object)[0])).toEqual(["all", "none", "some"]);
    for (const each of different) expect(each.data).toEqual({});
  });
});
