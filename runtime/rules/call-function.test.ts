import { describe, expect, it } from "vitest";
import type { FunctionDocument } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { callFunction, compileFunction } from "./index.ts";

const price = (value: unknown): FunctionDocument => ({
  kind: "function",
  id: "price",
  name: "price",
  label: "Price",
  input: {
    amount: { name: "amount", type: "money", config: { currency: "CNY" }, required: true, order: "a0" },
    method: { name: "method", type: "text", order: "a1" },
    rate: { name: "rate", type: "decimal", config: { scale: 3 }, order: "a2" },
  },
  output: { p: { name: "price", value: value as never, order: "a0" }, m: { name: "by", value: { var: "method" }, order: "a1" } },
});
const options = { fields, operators, now: "2026-03-19T06:30:00.000Z" };

describe("functions", () => {
  const discounted = price({
    if: [{ "===": [{ var: "method" }, "alipay"] }, { "money.mul": [{ var: "amount" }, "0.8"] }, { var: "amount" }],
  });

  it("19.99 × 0.8 is 15.99, however the amount is written", () => {
    for (const amount of ["19.99", 19.99, { amount: "19.99" }, { currency: "CNY", minor: 1999 }]) {
      expect(callFunction(discounted, { amount, method: "alipay" }, options)).toEqual({
        ok: true,
        value: { price: { currency: "CNY", minor: 1599 }, by: "alipay" },
      });
    }
  });

  it("leaves out outputs that are nothing", () => {
    expect(callFunction(discounted, { amount: "1" }, options)).toEqual({ ok: true, value: { price: { currency: "CNY", minor: 100 } } });
  });

  it("everything wrong with the input at once", () => {
    const called = callFunction(discounted, { method: 1, rate: "x", amont: "1" }, options);
    expect(called.ok ? [] : called.problems.map((each) => `${each.code} ${each.path}`)).toEqual([
      "unknown_field /amont",
      "required /amount",
      "wrong_type /method",
      "wrong_type /rate",
    ]);
  });

  it("inputs have the types of their fields: plain arithmetic is exact", () => {
    const exact = price({ "*": [{ var: "amount" }, { var: "rate" }] });
    expect(callFunction(exact, { amount: "19.99", rate: 0.125 }, options)).toMatchObject({ ok: true, value: { price: { minor: 250 } } });
  });

  it("an output that cannot be computed names itself", () => {
    const failing = price({ "/": [{ var: "amount" }, { var: ["rate", "0"] }] });
    expect(callFunction(failing, { amount: "1" }, options)).toMatchObject({
      ok: false,
      problems: [{ code: "evaluation_error", path: "/output/p/value/~1" }],
    });
  });

  it("a document that makes no sense is refused when it is compiled", () => {
    const wrong = price({ "+": [{ var: "method" }, 1] });
    const compiled = compileFunction(
      {
        ...wrong,
        input: { ...wrong.input, x: { name: "x", type: "nothing_known", order: "b" }, y: { name: "y", type: "money", order: "c" } },
      },
      options,
    );
    expect(compiled.ok ? [] : compiled.problems.map((each) => `${each.code} ${each.path}`)).toEqual([
      "unknown_name /input/x/type",
      "invalid_document /input/y/config/currency",
      "wrong_type /output/p/value/+",
    ]);
  });
});
