import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { fitsDouble } from "../values/index.ts";

/** A plain number (IEEE double): counts, measures. Amounts that must be exact are `decimal` or `money`. */
export const number = defineFieldType({
  name: "number",
  label: { en: "Number", zh: "数字" },
  icon: "hash",
  storage: "float",
  config: z.strictObject({
    integer: setting(z.boolean().optional(), { en: "Whole numbers only", zh: "只允许整数" }),
    min: setting(z.number().optional(), { en: "Least", zh: "最小值" }),
    max: setting(z.number().optional(), { en: "Most", zh: "最大值" }),
  }),
  value: ({ integer = false, min = -Infinity, max = Infinity }) =>
    readsAs<number>(
      {
        type: integer ? "integer" : "number",
        ...(min === -Infinity ? {} : { minimum: min }),
        ...(max === Infinity ? {} : { maximum: max }),
      },
      (input) => {
        if (typeof input === "string" && fitsDouble(input) === false)
          return unreadable("invalid", "Has more digits than a number holds exactly; a decimal or a text holds them", { reason: "digits" });
        if (typeof input !== "number" || !Number.isFinite(input))
          return unreadable("wrong_type", `Must be a number, not ${kindOf(input)}`, { reason: "number" });
        if (integer && !Number.isSafeInteger(input)) return unreadable("invalid", "Must be a whole number", { reason: "whole" });
        if (input < min) return unreadable("out_of_range", `Must be at least ${min}`, { reason: "at_least", limit: min });
        if (input > max) return unreadable("out_of_range", `Must be at most ${max}`, { reason: "at_most", limit: max });
        return { value: input + 0 };
      },
    ),
  toSlot: (value) => value,
  nearest: (input, { integer = false }) => {
    const near = typeof input === "string" && fitsDouble(input) === false ? Number(input) : input;
    return typeof near === "number" ? (integer ? Math.round(near) : near) : undefined;
  },
  type: () => "number",
  shownBy: { edit: "number-input", read: "read-text" },
  toText: (value, _config, locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 15 }).format(value),
});
