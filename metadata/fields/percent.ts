import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import { decimalText, readDecimal } from "../values/index.ts";

/** A share of a hundred, exact: "12.50" is 12.5 %. Accepts 12.5 and "12.5". */
export const percent = defineFieldType({
  name: "percent",
  label: { en: "Percent", zh: "百分比" },
  icon: "percent",
  storage: "integer",
  config: z.strictObject({
    scale: setting(z.int().min(0).max(6).optional(), { en: "Decimal places", zh: "小数位数" }, { en: "Absent: 2", zh: "留空为 2" }),
    min: setting(z.number().optional(), { en: "Least", zh: "最小值" }, { en: "Absent: 0", zh: "留空为 0" }),
    max: setting(z.number().optional(), { en: "Most", zh: "最大值" }, { en: "Absent: 100", zh: "留空为 100" }),
  }),
  value: ({ scale = 2, min = 0, max = 100 }) =>
    readsAs<string>(
      {
        type: "string",
        format: "decimal",
        description: `${min} to ${max} percent`,
        examples: ["12.50"],
        "x-accepts": [{ type: "number" }],
      },
      (input) => {
        const read = readDecimal(input);
        if (read === undefined)
          return unreadable(
            "wrong_type",
            `Must be a percentage such as "12.50", not ${typeof input === "string" ? "this text" : kindOf(input)}`,
            { reason: "percent" },
          );
        if (read.decimalPlaces() > scale)
          return unreadable("invalid", `Must have at most ${scale} decimal places`, { reason: "decimals", limit: scale });
        if (read.lessThan(min) || read.greaterThan(max))
          return unreadable("out_of_range", `Must be ${min} to ${max} percent`, { reason: "between", min: `${min}%`, max: `${max}%` });
        const value = decimalText(read, scale);
        if (value.length > 18) return unreadable("out_of_range", "Has too many digits", { reason: "digits" });
        return { value };
      },
    ),
  toSlot: (value, { scale = 2 }) => BigInt(decimalText(readDecimal(value)!, scale).replace(".", "")),
  type: () => "decimal",
  sign: "%",
  shownBy: { edit: "number-input", read: "read-text" },
  toText: (value, { scale = 2 }, locale) =>
    `${new Intl.NumberFormat(locale, { maximumFractionDigits: scale }).format(value as Intl.StringNumericLiteral)}%`,
});
