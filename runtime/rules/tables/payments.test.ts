import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TableDocument } from "#metadata";
import { operators } from "#metadata/vocabulary";
import { overSuite } from "../../suites.testing.ts";
import { checkTable, compileTable, hiddenText, tableLogicProblems, type Decision, type Hidden } from "../index.ts";
import { exampleProblems } from "./run-examples.ts";

const document = {
  ...(JSON.parse(
    readFileSync(new URL("../../../packages/payments/tables/payment_routing.json", import.meta.url), "utf8"),
  ) as TableDocument),
  id: "payment_routing",
};
const capabilities = document.routing!.capabilities!;

/** Our method → what the facts call it. What is not here they do not know: domestic wallets of China, and cash. */
const called: Readonly<Record<string, readonly string[]>> = {
  alipay: ["ali_pay"],
  wechat_pay: ["we_chat_pay"],
  card: ["credit"],
  debit_card: ["debit"],
  sepa_debit: ["sepa"],
  ach_debit: ["ach"],
  becs_debit: ["becs"],
  afterpay: ["afterpay_clearpay"],
  upi: ["upi_collect", "upi_intent"],
  fpx: ["online_banking_fpx"],
  konbini: ["seven_eleven", "lawson", "mini_stop", "family_mart", "seicomart"],
};
const unknown = ["unionpay", "jd_pay", "meituan_pay", "cash"];

/** Which method is taken in which country and currency by some processor. */
interface Fact {
  readonly method: string;
  readonly country: readonly string[] | null;
  readonly currency: readonly string[] | null;
}

describe("what everybody knows of a method", () => {
  const at = (id: string) => [capabilities[id]!.countries, capabilities[id]!.currencies];
  it.each([
    ["alipay", "CN", "CNY"],
    ["wechat_pay", "CN", "CNY"],
    ["unionpay", "CN", "CNY"],
    ["ideal", "NL", "EUR"],
    ["eps", "AT", "EUR"],
    ["giropay", "DE", "EUR"],
    ["multibanco", "PT", "EUR"],
    ["blik", "PL", "PLN"],
    ["swish", "SE", "SEK"],
    ["ach_debit", "US", "USD"],
    ["becs_debit", "AU", "AUD"],
    ["pix", "BR", "BRL"],
    ["boleto", "BR", "BRL"],
    ["oxxo", "MX", "MXN"],
    ["pse", "CO", "COP"],
    ["upi", "IN", "INR"],
    ["fpx", "MY", "MYR"],
    ["prompt_pay", "TH", "THB"],
    ["gcash", "PH", "PHP"],
    ["kakao_pay", "KR", "KRW"],
    ["konbini", "JP", "JPY"],
  ])("%s is of %s and %s alone", (id, country, currency) => expect(at(id)).toEqual([[country], [currency]]));

  it.each([
    ["sepa_debit", ["AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "NL", "PT"], ["EUR"]],
    ["przelewy24", ["PL"], ["EUR", "PLN"]],
  ])("%s is taken in nothing else than %j, %j", (id, countries, currencies) => {
    expect(at(id).map((each) => each!.toSorted())).toEqual([countries, currencies]);
  });

  it("every method but cash names its countries and currencies, and there are some forty", () => {
    const open = Object.keys(capabilities).filter((id) => at(id).some((each = []) => each.length === 0));
    expect(open).toEqual(["cash"]);
    expect(Object.keys(capabilities).length).toBeGreaterThanOrEqual(40);
  });

  it("a currency of one country is claimed only with that country", () => {
    const home = { CNY: "CN", GBP: "GB", JPY: "JP", SEK: "SE", PLN: "PL", BRL: "BR", INR: "IN", AUD: "AU", CHF: "CH", NOK: "NO" };
    for (const [id, { countries = [], currencies = [] }] of Object.entries(capabilities))
      for (const [currency, country] of Object.entries(home))
        if (currencies.includes(currency)) expect(countries, `${id} in ${currency}`).toContain(country);
  });
});

overSuite("the catalogue of payment methods", "payments", ["method-eligibility.json"], (suite) => {
  const { rows: facts } = JSON.parse(suite("method-eligibility.json")) as { readonly rows: readonly Fact[] };
  const factsOf = (id: string): readonly Fact[] => facts.filter(({ method }) => (called[id] ?? [id]).includes(method));

  it("holds some forty methods, all but a few of which the facts know", () => {
    const ids = Object.keys(capabilities);
    expect(ids.length).toBeGreaterThanOrEqual(40);
    expect(ids.filter((id) => factsOf(id).length === 0)).toEqual(unknown);
  });

  it.each(Object.keys(capabilities).filter((id) => !unknown.includes(id)))(
    "%s claims no country and currency that no fact bears out",
    (id) => {
      const { countries = [], currencies = [] } = capabilities[id]!;
      expect(countries.length * currencies.length).toBeGreaterThan(0);
      const open = (list: readonly string[] | null, value: string): boolean => list === null || list.length === 0 || list.includes(value);
      // each country with one of our currencies, and each currency in one of our countries
      const borneOut = (country: string, currency: string) =>
        factsOf(id).some((fact) => open(fact.country, country) && open(fact.currency, currency));
      expect(countries.filter((country) => !currencies.some((currency) => borneOut(country, currency)))).toEqual([]);
      expect(currencies.filter((currency) => !countries.some((country) => borneOut(country, currency)))).toEqual([]);
    },
  );
});

describe("the routing table of the package", () => {
  const table = compileTable(document, { operators });
  const decide = (facts: Record<string, unknown>): Decision => {
    const decided = table.decide(facts, { at: "2026-03-19T06:30:00Z" });
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    return decided.value;
  };
  const methods = (facts: Record<string, unknown>): unknown[] => decide(facts).outputs.map(({ method }) => method);
  it("is in order", () => {
    expect(checkTable(document)).toEqual([]);
    expect(tableLogicProblems(document, operators)).toEqual([]);
  });
  it.each([
    [
      { billing_country: "CN", currency: "CNY", channel: "mini_program", amount: "88.00" },
      ["alipay", "wechat_pay", "unionpay", "meituan_pay"],
    ],
    [{ billing_country: "CN", currency: "CNY", channel: "table_code", amount: "60000.00" }, ["unionpay"]],
    [
      { billing_country: "NL", currency: "EUR", channel: "web", needs: ["recurring"] },
      ["card", "debit_card", "apple_pay", "google_pay", "paypal", "sepa_debit"],
    ],
    [
      { billing_country: "BR", currency: "BRL", channel: "app", needs: [] },
      ["card", "debit_card", "apple_pay", "google_pay", "pix", "boleto"],
    ],
    [{ channel: "pos", currency: "CNY", billing_country: "CN" }, ["alipay", "wechat_pay", "unionpay", "cash", "card", "debit_card"]],
  ])("%j", (facts, wanted) => expect(methods(facts)).toEqual(wanted));

  it("has examples that hold", () => {
    expect(Object.keys(document.examples!).length).toBeGreaterThan(5);
    expect(exampleProblems(document, table, "2026-03-19T06:30:00Z")).toEqual([]);
  });

  const dutch = { billing_country: "NL", shipping_country: "NL", currency: "EUR", channel: "web", amount: "300.00" };
  const chinese = { billing_country: "CN", currency: "CNY", channel: "app", amount: "300.00" };
  it.each([
    ["klarna", { ...dutch, categories: ["alcohol", "food"] }, "category_excluded", "klarna_goods"],
    ["klarna", { ...dutch, shipping_country: "BE" }, "address_mismatch", "klarna_address"],
    ["klarna", { ...dutch, orders_today: 3 }, "daily_orders", "klarna_orders"],
    ["klarna", { ...dutch, paid_today: "10000.00" }, "daily_amount", "klarna_amount"],
    ["klarna", { ...dutch, tags: ["vip", "risky"] }, "customer_risk", "klarna_risk"],
    ["sepa_debit", { ...dutch, tags: ["risky"] }, "customer_risk", "sepa_debit_risk"],
    ["wechat_pay", { ...chinese, paid_today: { currency: "CNY", minor: 20_000_000 } }, "daily_amount", "wechat_pay_amount"],
    ["card", { ...chinese, amount: "0.99" }, "too_little", "card_little"],
    ["klarna", { ...dutch, billing_country: "CN" }, "capability_country", undefined],
    ["ideal", { ...dutch, currency: "USD" }, "capability_currency", undefined],
    ["meituan_pay", { ...chinese, channel: "pos" }, "capability_channel", undefined],
    ["alipay", { ...chinese, amount: "50000.01" }, "capability_amount", undefined],
    ["paypal", { ...dutch, needs: ["instalments"] }, "capability_needs", undefined],
  ])("hides %s from %j: %s", (method, facts, code, row) => {
    const hidden = decide(facts).hidden!.find(({ option }) => option === method);
    expect(hidden).toMatchObject({ code, ...(row === undefined ? { stage: "capability" } : { stage: "rules", row }) });
  });
  it.each([
    [{ ...dutch, categories: ["food"], orders_today: 2, paid_today: "9999.99", tags: ["vip"] }],
    [{ billing_country: "NL", currency: "EUR", channel: "web", amount: "300.00" }],
    [{ shipping_country: "NL", currency: "EUR", channel: "web" }],
  ])("hides nothing by the rows from %j", (facts) => {
    expect(decide(facts).hidden!.filter(({ stage }) => stage === "rules")).toEqual([]);
  });

  it("gives every method once: offered, or hidden with a reason in both languages", () => {
    const any = <Value>(...values: readonly Value[]) => fc.option(fc.constantFrom(...values), { nil: undefined });
    const facts = fc.record({
      billing_country: any("CN", "NL", "US", "BR", "ZZ"),
      shipping_country: any("CN", "NL", "BE"),
      currency: any("CNY", "EUR", "USD", "XAF"),
      amount: any("0", "0.50", "88.00", "60000.00", "2000000.00"),
      channel: any("app", "web", "mini_program", "pos", "table_code"),
      needs: fc.subarray(["recurring", "instalments", "manual_capture"]),
      categories: fc.subarray(["gift_card", "food"]),
      tags: fc.subarray(["new", "risky", "company"]),
      orders_today: any(0, 2, 3),
      paid_today: any("0", "10000.00", "200000.00"),
      customer: any("顾客-1", "顾客-2", "c3"),
      weekday: any(1, 6),
    });
    fc.assert(
      fc.property(facts, (given) => {
        const decided = table.decide(given, { at: "2026-03-19T06:30:00Z" });
        const hidden = decided.ok ? decided.value.hidden! : (decided.problems[0]!.details!["hidden"] as Hidden[]);
        if (!decided.ok) expect(decided.problems[0]!.code).toBe("nothing_offered");
        const offered = decided.ok ? decided.value.outputs.map(({ method }) => method) : [];
        expect([...offered, ...hidden.map(({ option }) => option)].sort()).toEqual(Object.keys(capabilities).sort());
        for (const { code } of hidden) {
          const text = hiddenText(document, code);
          expect(text, code).toMatchObject({ zh: expect.stringMatching(/\p{Script=Han}/u), en: expect.stringMatching(/^[A-Z]/) });
        }
        for (const each of decided.ok ? decided.value.outputs : [])
          for (const term of ["surcharge", "discount"]) {
            const amount = each[term] as { currency: string; minor: number } | undefined;
            if (amount !== undefined) expect([amount.currency, Number.isInteger(amount.minor)]).toEqual(["CNY", true]);
          }
      }),
      { numRuns: 500 },
    );
  });
  it("says an own reason by its option, and one it does not know as it stands", () => {
    expect(hiddenText(document, "daily_orders")).toEqual({
      zh: "该顾客今日订单数已到上限",
      en: "The customer has reached the orders of the day",
    });
    expect(hiddenText(document, "toString")).toBe("toString");
  });
});
