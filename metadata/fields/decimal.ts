import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { decimalText, isCertain, readDecimal, scaleOf } from "../values/index.ts";

const limit = z.string().regex(/^-?[0-9]{1,18}(\.[0-9]{1,8})?$/, 'a decimal such as "1.50"');
/** Slots are int8. */
const most = 9_200_000_000_000_000_000n;

const plain = /^(?:0|-?[1-9][0-9]{0,8})(?:\.([0-9]{1,8}))?$/;

/** "1.5" → "1.50", without working it out: of most decimals the places alone are filled up. undefined: to be looked at closely. */
function plainDecimal(input: unknown, scale: number): string | undefined {
  const places = typeof input === "string" ? plain.exec(input) : null;
  if (places === null) return undefined;
  const given = places[1] ?? "";
  if (given.length > scale) return undefined;
  return `${places[0]}${given === "" && scale > 0 ? "." : ""}${"0".repeat(scale - given.length)}`;
}

/** An exact decimal with a fixed number of places. Canonical value: text with all its places, "1.50". Accepts "1.5" and 1.5. */
export const decimal = defineFieldType({
  name: "decimal",
  label: { en: "Decimal", zh: "小数" },
  icon: "decimals-arrow-right",
  storage: "integer",
  config: z.strictObject({
    scale: setting(z.int().min(0).max(8).optional(), { en: "Decimal places", zh: "小数位数" }, { en: "Absent: 2", zh: "留空为 2" }),
    min: setting(limit.optional(), { en: "Least", zh: "最小值" }),
    max: setting(limit.optional(), { en: "Most", zh: "最大值" }),
  }),
  value: ({ scale = 2, min, max }) =>
    readsAs<string>(
      {
        type: "string",
        format: "decimal",
        examples: ["1".padEnd(scale === 0 ? 1 : 2, ".").padEnd(scale === 0 ? 1 : scale + 2, "0")],
        "x-accepts": [{ type: "number" }],
      },
      (input) => {
        if (min === undefined && max === undefined) {
          const value = plainDecimal(input, scale);
          if (value !== undefined) return { value };
        }
        const read = readDecimal(input);
        if (read === undefined)
          return unreadable(
            "wrong_type",
            `Must be a decimal such as "1.50", not ${typeof input === "string" ? "this text" : kindOf(input)}`,
            { reason: "decimal" },
          );
        if (read.decimalPlaces() > scale)
          return unreadable("invalid", `Must have at most ${scale} decimal places`, { reason: "decimals", limit: scale });
        // what stood there may have been another decimal: 90071992547409.93 arrives as …94
        if (typeof input === "number" && !isCertain(input))
          return unreadable("invalid", "Has more digits than a number holds exactly; send it as a text", { reason: "digits" });
        // before it is written out with all its digits
        if (read.abs().greaterThan(String(most)))
          return unreadable("out_of_range", "Is beyond ±9.2e18 of its smallest unit", { reason: "digits" });
        const value = decimalText(read, scale);
        const scaled = BigInt(value.replace(".", ""));
        if (scaled > most || scaled < -most)
          return unreadable("out_of_range", "Is beyond ±9.2e18 of its smallest unit", { reason: "digits" });
        if (min !== undefined && read.lessThan(min))
          return unreadable("out_of_range", `Must be at least ${min}`, { reason: "at_least", limit: min });
        if (max !== undefined && read.greaterThan(max))
          return unreadable("out_of_range", `Must be at most ${max}`, { reason: "at_most", limit: max });
        return { value };
      },
    ),
  toSlot: (value, { scale = 2 }) => BigInt(`${value}${"0".repeat(Math.max(0, scale - scaleOf(value)))}`.replace(".", "")),
  nearest: (input, { scale = 2 }) => readDecimal(input)?.toFixed(scale),
  type: () => "decimal",
  shownBy: { edit: "number-input", read: "read-text" },
  toText: (value, { scale = 2 }, locale) =>
    new Intl.NumberFormat(locale, { minimumFractionDigits: scale, maximumFractionDigits: scale }).format(
      value as Intl.StringNumericLiteral,
    ),
});
