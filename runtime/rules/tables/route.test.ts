import { describe, expect, it } from "vitest";
import type { Routing, TableDocument, TableRow } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { checkTable, compileTable, tableLogicProblems, type Decision } from "../index.ts";

const at = "2026-03-19T06:30:00Z";
const options = Object.fromEntries(["alipay", "wechat", "card", "jd", "cash"].map((id, index) => [id, { label: id, order: `a${index}` }]));
const facts: Routing["facts"] = { country: "co", currency: "cu", channel: "ch", amount: "am", needs: "ne" };
const table = (rows: Record<string, Omit<TableRow, "order">>, routing: Partial<Routing> = {}): TableDocument => ({
  kind: "table",
  id: "pay",
  name: "pay",
  label: "Pay",
  hit: "C",
  currency: "CNY",
  inputs: {
    co: { name: "country", label: "Country", type: "text", order: "a0" },
    cu: { name: "currency", label: "Currency", type: "text", order: "a1" },
    ch: { name: "channel", label: "Channel", type: "text", order: "a2" },
    am: { name: "amount", label: "Amount", type: "money", order: "a3" },
    ne: { name: "needs", label: "Needs", type: "set", order: "a4" },
    cu_id: { name: "customer", label: "Customer", type: "text", order: "a5" },
    ta: { name: "tags", label: "Tags", type: "set", order: "a6" },
  },
  outputs: {
    me: { name: "method", label: "Method", type: "enum", order: "a0", options },
    sh: { name: "show", label: "Show", type: "boolean", order: "a1" },
    re: { name: "reason", label: "Reason", type: "text", order: "a2" },
    ra: { name: "rank", label: "Rank", type: "number", order: "a3" },
    su: { name: "surcharge", label: "Surcharge", type: "money", order: "a4" },
  },
  rows: Object.fromEntries(Object.entries(rows).map(([id, row], index) => [id, { ...row, order: `a${index}` }])),
  routing: { option: "me", show: "sh", reason: "re", rank: "ra", facts, ...routing },
});
type Told = Partial<Decision> & { readonly shown?: readonly unknown[]; readonly problems?: readonly string[] };
const decide = (document: TableDocument, given: Record<string, unknown> = {}, explain = false): Told => {
  expect(checkTable(document)).toEqual([]);
  expect(tableLogicProblems(document, operators)).toEqual([]);
  const decided = compileTable(document, { operators }).decide(given, { at, explain });
  if (!decided.ok) return { problems: decided.problems.map(({ code }) => code) };
  return { ...decided.value, shown: decided.value.outputs.map(({ method }) => method) };
};
const show = (me: string, more: Record<string, string | number | boolean> = {}, cells?: TableRow["cells"]): Omit<TableRow, "order"> => ({
  out: { me, ...more },
  ...(cells === undefined ? {} : { cells }),
});

describe("a table that routes", () => {
  it("lets a row that hides beat all that show, with its reason", () => {
    const rows = {
      r1: show("alipay"),
      r2: show("card"),
      r3: show("card", { sh: false, re: "risk_score" }, { ta: { hasAny: ["risky"] } }),
      r4: show("card", { ra: 0 }),
    };
    expect(decide(table(rows), { tags: ["new", "risky"] })).toMatchObject({
      shown: ["alipay"],
      hits: ["r1"],
      hidden: [
        { option: "wechat", stage: "rules", code: "no_row" },
        { option: "card", stage: "rules", code: "risk_score", row: "r3" },
        { option: "jd", code: "no_row" },
        { option: "cash", code: "no_row" },
      ],
    });
    expect(decide(table(rows), { tags: [] }).shown).toEqual(["card", "alipay"]);
  });

  it("orders by rank, then by the rows, and takes the terms of the row that stands first", () => {
    const rows = {
      r1: show("cash", { ra: 5 }),
      r2: show("card", { ra: 1, su: "2.00" }),
      r3: show("alipay", { ra: 1 }),
      r4: show("card", { ra: 3, su: "9.00" }),
      r5: show("jd"),
    };
    const decided = decide(table(rows));
    expect(decided.shown).toEqual(["card", "alipay", "cash", "jd"]);
    expect(decided.outputs?.[0]).toEqual({ method: "card", rank: 1, surcharge: { currency: "CNY", minor: 200 } });
  });

  describe("capabilities", () => {
    const capabilities: Routing["capabilities"] = {
      alipay: { countries: ["CN", "HK"], currencies: ["CNY"], limits: { CNY: { min: "0.01", max: "50000" } } },
      card: { channels: ["web", "app"], offers: ["recurring"] },
    };
    const document = table({ r1: show("alipay"), r2: show("card") }, { capabilities });
    it.each([
      [{}, ["alipay", "card"], undefined, undefined],
      [{ country: "CN", currency: "CNY", channel: "app", amount: "50000" }, ["alipay", "card"], undefined, undefined],
      [{ country: "DE" }, ["card"], "alipay", "capability_country"],
      [{ currency: "EUR" }, ["card"], "alipay", "capability_currency"],
      [{ amount: "50000.01" }, ["card"], "alipay", "capability_amount"],
      [{ amount: "0" }, ["card"], "alipay", "capability_amount"],
      [{ channel: "pos" }, ["alipay"], "card", "capability_channel"],
      [{ needs: ["recurring"] }, ["card"], "alipay", "capability_needs"],
    ])("%j → %j", (given, shown, option, code) => {
      const decided = decide(document, given);
      expect(decided.shown).toEqual(shown);
      if (option !== undefined) {
        expect(decided.hidden).toContainEqual({ option, stage: "capability", code });
        const [input] = Object.keys(given);
        const failing = [expect.objectContaining({ input, code })];
        expect(decide(document, given, true).hidden).toContainEqual(
          expect.objectContaining({ option, stage: "capability", code, failing }),
        );
      }
    });
  });

  describe("splits", () => {
    const split: Routing["split"] = {
      key: "cu_id",
      arms: {
        a: { order: "a0", weight: 50, options: ["card", "alipay"] },
        b: { order: "a1", weight: 50, options: ["jd"] },
      },
    };
    const rows = { r1: show("alipay"), r2: show("jd"), r3: show("card", {}, { ch: { eq: "web" } }) };
    const of = (arm: string, document: TableDocument): string => {
      for (let n = 0; ; n++) {
        const decided = decide(document, { customer: `c${n}` });
        if (decided.split?.arm === arm) return `c${n}`;
      }
    };
    it("put the options of the customer's arm first, always the same one, and hide none", () => {
      const document = table(rows, { split });
      const [a, b] = [of("a", document), of("b", document)];
      expect(decide(document, { customer: a, channel: "web" }).shown).toEqual(["card", "alipay", "jd"]);
      expect(decide(document, { customer: b, channel: "web" }).shown).toEqual(["jd", "alipay", "card"]);
      expect(decide(document, { customer: b })).toEqual(decide(document, { customer: b }));
      expect(decide(document, {}).split).toBeUndefined();
    });
    it("fall to the next arm when the own has nothing left, and say so", () => {
      const document = table({ ...rows, r4: show("jd", { sh: false }) }, { split });
      expect(decide(document, { customer: of("b", document) })).toMatchObject({ shown: ["alipay"], split: { arm: "b", instead: "a" } });
    });
  });

  describe("what it falls back on", () => {
    const rows = { r1: show("card", {}, { ch: { eq: "web" } }), r2: show("cash", { sh: false }, { ta: { hasAny: ["no_cash"] } }) };
    const document = table(rows, { fallback: ["cash"], capabilities: { cash: { countries: ["CN"] } } });
    it("is offered when nothing else is", () => {
      expect(decide(document, { channel: "web" }).fallback).toBeUndefined();
      expect(decide(document, { channel: "app" })).toMatchObject({ shown: ["cash"], fallback: true, hits: [] });
    });
    it("is refused where it may not be offered either, and not a blank page", () => {
      expect(decide(document, { channel: "app", tags: ["no_cash"] })).toEqual({ problems: ["nothing_offered"] });
      expect(decide(document, { channel: "app", country: "DE" })).toEqual({ problems: ["nothing_offered"] });
    });
  });

  it("names the closest row of what no row shows, and what keeps it back", () => {
    const rows = {
      r1: show("card", {}, { ch: { eq: "web" }, am: { range: [{ from: "200.00", to: null }] } }),
      r2: show("card", {}, { ch: { eq: "app" }, am: { range: [{ from: "200.00", to: null }] } }),
    };
    expect(decide(table(rows), { channel: "app", amount: "120.00" }, true).hidden).toContainEqual({
      option: "card",
      stage: "rules",
      code: "no_row",
      text: { zh: "没有规则展示它", en: "No rule shows it" },
      row: "r2",
      failing: [
        {
          input: "amount",
          actual: { currency: "CNY", minor: 12_000 },
          expected: { range: [{ from: "200.00", to: null }] },
          code: "below",
          reason: "amount 120.00 is below 200.00",
        },
      ],
    });
  });

  it("is checked: columns, weights, options, limits, hit policy", () => {
    const broken: TableDocument = {
      ...table(
        { r1: show("card") },
        {
          show: "re",
          rank: "nope",
          capabilities: { gold: { limits: { CNY: { min: "2", max: "1" } } } },
          split: { key: "am", arms: { a: { order: "a0", weight: 0, options: ["gold"] } } },
          fallback: ["silver"],
        },
      ),
      hit: "F",
    };
    expect(checkTable(broken).map(({ code, path }) => `${code} ${path}`)).toEqual([
      "invalid_document /hit",
      "wrong_type /routing/show",
      "unknown_name /routing/rank",
      "not_an_option /routing/capabilities/gold",
      "out_of_range /routing/capabilities/gold/limits/CNY",
      "wrong_type /routing/split/key",
      "out_of_range /routing/split/arms",
      "not_an_option /routing/split/arms/a/options/0",
      "not_an_option /routing/fallback/0",
    ]);
  });
});
