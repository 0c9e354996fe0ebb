import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { operators } from "./index.ts";

describe("operators", () => {
  it("every file in metadata/operators is in the list", () => {
    const files = readdirSync(import.meta.dirname).filter(
      (file) => file.endsWith(".ts") && file !== "index.ts" && !file.endsWith(".test.ts"),
    );
    const named = files.map((file) => /name: "([^"]+)"/.exec(readFileSync(`${import.meta.dirname}/${file}`, "utf8"))?.[1]);
    expect([...operators.names].sort()).toEqual(named.sort());
  });

  it.each(operators.all.map((each) => [each.name, each] as const))("%s has a label in both languages and examples", (_, operator) => {
    expect(operator.label).toMatchObject({ en: expect.stringMatching(/./), zh: expect.stringMatching(/./) });
    expect(operator.examples.length).toBeGreaterThan(0);
    expect(operator.arity[0]).toBeLessThanOrEqual(operator.arity[1]);
  });

  it("what can be used in a filter shows so by an example", () => {
    for (const operator of operators.all)
      if (operator.lower !== undefined)
        expect(
          operator.examples.some((each) => each.sql !== false),
          operator.name,
        ).toBe(true);
  });
});
