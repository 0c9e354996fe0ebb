import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting, unreadable } from "../read-value.ts";
import { amountOf, exponentOf, readDecimal } from "../values/index.ts";
import { readMoney } from "../values/read-money.ts";
import type { Money } from "../value-type.ts";

const amount = z.string().regex(/^-?[0-9]{1,15}(\.[0-9]{1,4})?$/, 'an amount such as "10.00"');

/**
 * An amount of one currency. Canonical value: { currency, minor } in minor units of ISO 4217, never a float.
 * Accepts "19.99", 19.99 and { amount: "19.99" }; more digits than the currency has are refused, not rounded.
 */
export const money = defineFieldType({
  name: "money",
  label: { en: "Money", zh: "金额" },
  icon: "banknote",
  storage: "integer",
  config: z.strictObject({
    currency: setting(
      z.string().regex(/^[A-Z]{3}$/, "three capital letters, such as CNY"),
      { en: "Currency", zh: "币种" },
      { en: "ISO 4217 code, such as CNY", zh: "ISO 4217 代码，如 CNY" },
    ),
    min: setting(amount.optional(), { en: "Least", zh: "最小金额" }),
    max: setting(amount.optional(), { en: "Most", zh: "最大金额" }),
  }),
  value: ({ currency, min, max }) =>
    readsAs<Money>(
      {
        type: "object",
        properties: { currency: { const: currency }, minor: { type: "integer", description: `minor units of ${currency}` } },
        required: ["currency", "minor"],
        additionalProperties: false,
        description: 'Also accepted: "19.99", 19.99 and {"amount":"19.99"}',
        "x-accepts": [{ type: "string", examples: ["19.99"] }, { type: "number" }],
      },
      (input) => {
        const read = readMoney(input, currency);
        if ("unreadable" in read) return read;
        if (min !== undefined && read.value.minor < least(min, currency))
          return unreadable("out_of_range", `Must be at least ${min} ${currency}`, { reason: "at_least", limit: min, currency });
        if (max !== undefined && read.value.minor > least(max, currency))
          return unreadable("out_of_range", `Must be at most ${max} ${currency}`, { reason: "at_most", limit: max, currency });
        return read;
      },
    ),
  toSlot: ({ minor }) => BigInt(minor),
  nearest: (input, { currency }) => readDecimal(input)?.toFixed(exponentOf(currency)),
  type: () => "money",
  currency: ({ currency }) => currency,
  shownBy: { edit: "money-input", read: "read-text" },
  toText: (value, _config, locale) => moneyText(value, locale),
});

const least = (bound: string, currency: string): number =>
  readDecimal(bound)!
    .mul(10 ** exponentOf(currency))
    .toNumber();

/** "¥1,680.00" in the reader's language; CNY, JPY and USD keep their plain signs. */
export function moneyText(value: Money, locale: string): string {
  const digits = exponentOf(value.currency);
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency: value.currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amountOf(value) as Intl.StringNumericLiteral);
}
