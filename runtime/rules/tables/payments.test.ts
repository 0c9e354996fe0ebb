import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { TableDocument } from "#metadata";
import { checkTable, compileTable } from "../index.ts";

const document = {
  ...(JSON.parse(
    readFileSync(new URL("../../../packages/payments/tables/payment_routing.json", import.meta.url), "utf8"),
  ) as TableDocument),
  id: "payment_routing",
};
const capabilities = document.routing!.capabilities!;

/** Facts of others, read in place: which method is taken in which country and currency by some processor. */
const suite = new URL("../../../../shared/suites/payments/method-eligibility.json", import.meta.url);
const present = existsSync(suite);
if (!present) console.warn("The payment facts are not beside the project (../shared/suites/payments): they are skipped.");

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

interface Fact {
  readonly method: string;
  readonly country: readonly string[] | null;
  readonly currency: readonly string[] | null;
}

describe.skipIf(!present)("the catalogue of payment methods", () => {
  const facts = present ? (JSON.parse(readFileSync(suite, "utf8")) as { rows: readonly Fact[] }).rows : [];
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
  const table = compileTable(document);
  const methods = (facts: Record<string, unknown>): unknown[] => {
    const decided = table.decide(facts, { at: "2026-03-19T06:30:00Z" });
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    return decided.value.outputs.map(({ method }) => method);
  };
  it("is in order", () => expect(checkTable(document)).toEqual([]));
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
  it("hides every other method with a code", () => {
    const decided = table.decide({ billing_country: "SE", currency: "SEK", channel: "web" }, { at: "2026-03-19T06:30:00Z" });
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    const { outputs, hidden = [] } = decided.value;
    expect(outputs.length + hidden.length).toBe(Object.keys(capabilities).length);
    expect(hidden.every(({ code }) => code.startsWith("capability_"))).toBe(true);
  });
});
