import fc from "fast-check";
import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import type { Json } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { catalogues } from "../i18n/messages/index.ts";
import { listsIn, sayable, sayLogic, type Sayings } from "./say-logic.ts";

const names: Record<string, Record<string, string>> = {
  en: { amount: "Amount", channel: "Channel", items: "Items", "items.qty": "Quantity", placed_at: "Placed" },
  zh: { amount: "金额", channel: "渠道", items: "明细", "items.qty": "数量", placed_at: "下单时间" },
};
function speaking(locale: "en" | "zh"): Sayings {
  const t = createTranslator({ locale, messages: catalogues[locale], namespace: "studio.say" }) as unknown as Sayings["say"];
  return {
    say: t,
    nameOf: (path) => names[locale]![path],
    valueOf: (value, beside) =>
      beside === "channel" && value === "web"
        ? locale === "zh"
          ? "网页"
          : "Web"
        : beside === "$period" && value === "today"
          ? locale === "zh"
            ? "今天"
            : "today"
          : undefined,
    list: listsIn(locale),
  };
}
const en = (logic: Json) => sayLogic(logic, speaking("en"));
const zh = (logic: Json) => sayLogic(logic, speaking("zh"));
const amount = { var: "amount" };
const channel = { var: "channel" };

describe("an expression in words", () => {
  test("compares what people call by name with what they call its values", () => {
    const logic = { and: [{ ">=": [amount, 100] }, { in: [channel, ["web", "app"]] }] };
    expect(en(logic)).toBe("Amount is at least 100 and Channel is Web or “app”");
    expect(zh(logic)).toBe("金额不低于 100，且渠道为网页或“app”");
  });
  test("says absent, one of one, and neither of several", () => {
    expect(en({ "===": [amount, null] })).toBe("Amount is absent");
    expect(en({ in: [channel, ["web"]] })).toBe("Channel is Web");
    expect(en({ "!": { in: [channel, ["web", "app"]] } })).toBe("Channel is neither of Web or “app”");
    expect(zh({ "!": { in: ["4111", { var: "card" }] } })).toBe("card 不包含“4111”");
    expect(en({ "!": channel })).toBe("Channel holds nothing");
  });
  test("brackets what would fall apart", () => {
    expect(en({ and: [{ or: [{ ">": [amount, 1] }, { "<": [amount, 0] }] }, { "===": [channel, "web"] }] })).toBe(
      "(Amount is more than 1 or Amount is less than 0) and Channel is Web",
    );
    expect(en({ "*": [{ "+": [amount, 1] }, 2] })).toBe("(Amount + 1) × 2");
    expect(en({ "-": [amount, { "-": [2, 1] }] })).toBe("Amount − (2 − 1)");
    expect(en({ "-": [5] })).toBe("−5");
    expect(en({ "*": [amount, "0.8"] })).toBe("Amount × 0.8");
  });
  test("ranges, branches, lists and stretches of time", () => {
    expect(en({ "<=": [1, amount, 5] })).toBe("Amount is from 1 to 5");
    expect(zh({ if: [{ ">": [amount, 1] }, "a", { ">": [amount, 0] }, "b", "c"] })).toBe(
      "如果金额大于 1，则“a”；否则如果金额大于 0，则“b”；否则“c”",
    );
    expect(en({ some: [{ var: "items" }, { ">": [{ var: "qty" }, 2] }] })).toBe("one of Items at least: Quantity is more than 2");
    expect(en({ some: [{ var: "items" }, true] })).toBe("there are any Items");
    expect(zh({ "date.during": [{ var: "placed_at" }, "today"] })).toBe("下单时间在今天");
  });
  test("what is no expression is said as it is written", () => {
    expect(en({ nobody_knows: [1] })).toBe('{"nobody_knows":[1]}');
    expect(en({ a: 1, b: 2 })).toBe('{"a":1,"b":2}');
  });
});

test("every operator has words, and each of its examples is a sentence in both languages", () => {
  expect(operators.all.map(({ name }) => name).filter((name) => !sayable.has(name))).toEqual([]);
  for (const { name, examples } of operators.all)
    for (const { logic } of examples)
      for (const locale of ["en", "zh"] as const) {
        const said = sayLogic(logic as Json, speaking(locale));
        // a template that is not there is said by its key
        expect(said, name).not.toContain("studio.say");
        // the operator itself is in words
        expect(said, name).not.toContain(`{"${name}"`);
        expect(said.length, name).toBeGreaterThan(0);
      }
});

test("never throws, however deep or odd", () => {
  const { logic } = fc.letrec<{ logic: Json }>((tie) => ({
    logic: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom<Json>({ var: "amount" }, { var: "" }, { var: ["a", 1] }, null, true, "x", 5, [], {}, { var: null }),
      fc
        .tuple(fc.constantFrom(...operators.all.map(({ name }) => name)), fc.array(tie("logic"), { maxLength: 4 }))
        .map(([name, operands]): Json => ({ [name]: operands })),
      fc.array(tie("logic"), { maxLength: 3 }),
    ),
  }));
  fc.assert(
    fc.property(logic, (given) => typeof en(given) === "string" && typeof zh(given) === "string"),
    { numRuns: 500 },
  );
  let deep: Json = amount;
  for (let at = 0; at < 500; at += 1) deep = { "!": deep };
  expect(en(deep)).toContain("…");
});
