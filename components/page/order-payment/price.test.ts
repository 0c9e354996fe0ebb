import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { FunctionDocument } from "#metadata";
import { priceOf } from "./price.ts";

const file = new URL("../../../packages/restaurant/functions/price_by_method.json", import.meta.url);
const priceByMethod = JSON.parse(readFileSync(file, "utf8")) as FunctionDocument;
const cny = (minor: number) => ({ currency: "CNY", minor });

describe("priceOf", () => {
  it.each([
    [1_999, "alipay", 1_599],
    [1_999, "wechat_pay", 1_000],
    [8_800, "unionpay", 6_160],
    [8_800, "meituan_pay", 8_800],
  ])("%i by %s is %i", (amount, method, price) => {
    expect(priceOf(priceByMethod, cny(amount), method, "2026-03-19T06:30:00.000Z")).toEqual(cny(price));
  });
  it("gives nothing where there is no function", () => {
    expect(priceOf(undefined, cny(1), "alipay", undefined)).toBeUndefined();
  });
});
