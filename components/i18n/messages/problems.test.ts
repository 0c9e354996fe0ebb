import { createTranslator } from "use-intl/core";
import { describe, expect, it } from "vitest";
import { codes, reasons, type ProblemCode } from "#metadata";
import { catalogues } from "./index.ts";

/** Codes that no screen of ours can bring about: they answer those who write against the API, in English. */
const developersOnly: readonly ProblemCode[] = [
  "invalid_json",
  "forbidden_key",
  "cross_site",
  "method_not_allowed",
  "idempotency_mismatch",
  "idempotency_in_progress",
];
/** Found by the browser itself. */
const ownCodes = ["unreachable"];

/** One fact of each name that words may take. */
const facts = {
  accept: "PDF",
  allowed: "Paid",
  bytes: "10 MB",
  cells: 3,
  count: 2,
  currency: "CNY",
  fields: "Number",
  from: "Draft",
  headings: 2,
  limit: 5,
  max: 10,
  min: 1,
  name: "a.txt",
  object: "Order",
  problems: "A value is needed",
  retryAfterSeconds: 30,
  role: "clerk",
  row: 12,
  table: "Methods",
  to: "Paid",
  value: "x",
};

describe.each(["en", "zh"] as const)("problems in words (%s)", (locale) => {
  const { problem, reason } = catalogues[locale].common;
  const faults: string[] = [];
  const t = createTranslator({
    locale,
    messages: catalogues[locale].common as Record<string, unknown>,
    onError: (fault) => void faults.push(fault.message),
  }) as unknown as (key: string, values: object) => string;
  const said = (key: string): string => t(key, facts);

  it("tell every code that can reach a person, and no other", () => {
    const told = Object.keys(codes).filter((code) => !developersOnly.includes(code as ProblemCode));
    expect(Object.keys(problem).toSorted()).toEqual([...told, ...ownCodes].toSorted());
  });

  it("tell every reason of a code", () => {
    const wanted = Object.entries(reasons).flatMap(([code, each]) => each.map((name) => `${code}.${name}`));
    const there = Object.entries(reason).flatMap(([code, each]) => Object.keys(each).map((name) => `${code}.${name}`));
    expect(there.toSorted()).toEqual(wanted.toSorted());
    expect(wanted).toEqual([...new Set(wanted)]);
  });

  it("are sentences that facts fill, without a full stop, in their own language", () => {
    const all = [
      ...Object.keys(problem).map((code) => `problem.${code}`),
      ...Object.entries(reason).flatMap(([code, each]) => Object.keys(each).map((name) => `reason.${code}.${name}`)),
    ];
    const wrong = all.filter((key) => {
      const text = said(key);
      return /[{}]|[.。]$|undefined/u.test(text) || /\p{Script=Han}/u.test(text) !== (locale === "zh");
    });
    expect(wrong).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe("codes for developers alone", () => {
  it("are codes", () => {
    expect(developersOnly.filter((code) => !Object.hasOwn(codes, code))).toEqual([]);
  });
});
