import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createLanguage, locales, registry, type Json, type TableDocument, type Text } from "#metadata";
import { tablePresets } from "#metadata/presets";
import { fields, operators } from "#metadata/vocabulary";
import { analyseTable, checkTable, compileTable, tableLogicProblems } from "../index.ts";
import { exampleProblems } from "./run-examples.ts";

const language = createLanguage({ fields, operators, components: registry([]), steps: registry([]) });
const presets = tablePresets.all.map((preset) => [preset.name, preset, { id: preset.name, ...preset.table } as TableDocument] as const);

/** Every text of a document that stands under `label` or `description`. */
function labels(value: unknown): Text[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === "label" || key === "description" ? [each as Text, ...(typeof each === "string" ? [] : labels(each))] : labels(each),
  );
}
/** What both languages say alike. */
const sameInBoth = ["App", "Apple Pay", "PayPal", "iDEAL", "Klarna"];

describe.each(presets)("the preset %s", (_, preset, table) => {
  it("is a table that may be published as it is", () => {
    expect(language.parse("table", table)).toMatchObject({ ok: true });
    expect(checkTable(table)).toEqual([]);
    expect(tableLogicProblems(table, operators)).toEqual([]);
    expect(analyseTable(table, { now: "2026-03-19T06:30:00.000Z" }).findings.filter(({ severity }) => severity !== "hint")).toEqual([]);
  });

  it("is labelled in both languages", () => {
    const all = [preset.label, preset.description, ...labels(table)];
    const lacking = all.filter((each) => (typeof each === "string" ? !sameInBoth.includes(each) : locales.some((locale) => !each[locale])));
    expect(lacking).toEqual([]);
  });

  it("has examples that hold, each of which says something", () => {
    const examples = Object.values(table.examples ?? {});
    expect(examples.length).toBeGreaterThan(2);
    expect(examples.filter((each) => Object.keys(each.expect).length === 0)).toEqual([]);
    expect(exampleProblems(table, compileTable(table, { operators }), "2026-03-19T06:30:00Z")).toEqual([]);
  });
});

describe("the preset payment_methods", () => {
  const table = presets.find(([name]) => name === "payment_methods")![2];
  const catalogue = JSON.parse(
    readFileSync(new URL("../../../packages/payments/tables/payment_routing.json", import.meta.url), "utf8"),
  ) as TableDocument;

  it("claims nothing of a method that the catalogue does not", () => {
    for (const [method, { countries, currencies, channels, offers = [] }] of Object.entries(table.routing!.capabilities!)) {
      const known = catalogue.routing!.capabilities![method];
      expect(known, method).toBeDefined();
      for (const [claimed, of] of [
        [countries, known!.countries],
        [currencies, known!.currencies],
        [channels, known!.channels],
        [offers, known!.offers ?? []],
      ] as const) {
        if (of !== undefined)
          expect(
            claimed?.filter((each) => !of.includes(each)),
            method,
          ).toEqual([]);
      }
    }
  });

  it("sends a fifth of the customers to Alipay first, and each always to the same place", () => {
    const compiled = compileTable(table, { operators });
    const first = (customer: string): Json | undefined => {
      const decided = compiled.decide({ billing_country: "CN", currency: "CNY", amount: "20.00", channel: "app", customer });
      return decided.ok ? decided.value.outputs[0]!["method"] : undefined;
    };
    const customers = Array.from({ length: 2_000 }, (_, n) => `顾客-${n}`);
    const alipay = customers.filter((customer) => first(customer) === "alipay");
    expect(Math.abs(alipay.length / customers.length - 0.2)).toBeLessThan(0.03);
    expect(alipay.every((customer) => first(customer) === "alipay")).toBe(true);
  });
});
