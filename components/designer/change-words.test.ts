import { expect, test } from "vitest";
import { callIt, placeWords, valueWords } from "./change-words.ts";

const table = {
  inputs: { amt: { name: "amount", label: { en: "Amount", zh: "金额" } } },
  rows: { r1: { order: "a0", out: { m: "alipay" }, cells: { amt: { eq: "1" } } } },
};

test("a pointer in words: things from the outside in, then the property", () => {
  expect(placeWords(table, "/rows/r1/cells/amt", "zh")).toEqual({ things: [{ of: "rows", name: "alipay" }], property: "cells · 金额" });
  expect(
    placeWords(
      { fields: { f: { label: "Amount", config: { options: { o: { label: { en: "Red" } } } } } } },
      "/fields/f/config/options/o/label",
      "en",
    ),
  ).toEqual({
    things: [
      { of: "fields", name: "Amount" },
      { of: "options", name: "Red" },
    ],
    property: "label",
  });
  expect(placeWords(table, "", "en")).toEqual({ things: [], property: undefined });
});

test("a thing without a label is called by what it shows or gives", () => {
  expect(callIt({ component: "text-input", props: { field: "note" } }, "n1", "en")).toBe("note");
  expect(callIt({ label: { zh: "订单" } }, "x", "en")).toBe("订单");
  expect(callIt(undefined, "gone", "en")).toBe("gone");
});

test("values are short and in one language", () => {
  expect(valueWords({ en: "Order", zh: "订单" }, "zh")).toBe("订单");
  expect(valueWords(undefined, "en")).toBe("–");
  expect(valueWords("x".repeat(80), "en")).toHaveLength(60);
});
