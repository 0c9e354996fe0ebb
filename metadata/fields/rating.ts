import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";

/** Stars: a whole number from 1 to `max`. Nothing given is no value. Accepts 4, "4" and "4/5". */
export const rating = defineFieldType({
  name: "rating",
  label: { en: "Rating", zh: "评分" },
  icon: "star",
  storage: "float",
  config: z.strictObject({
    max: setting(z.int().min(2).max(10).optional(), { en: "Most", zh: "最高分" }, { en: "Absent: 5", zh: "留空为 5" }),
  }),
  value: ({ max = 5 }) =>
    readsAs<number>({ type: "integer", minimum: 1, maximum: max }, (input) => {
      const written = typeof input === "string" ? /^\s*([0-9]{1,2})(?:\s*\/\s*([0-9]{1,2}))?\s*$/.exec(input) : null;
      // four of ten are not four of five
      if (written?.[2] !== undefined && Number(written[2]) !== max)
        return unreadable("invalid", `Must be out of ${max}`, { reason: "out_of", limit: max });
      const value = written === null ? input : Number(written[1]);
      if (typeof value !== "number" || Number.isNaN(value))
        return unreadable("wrong_type", `Must be a number, not ${kindOf(input)}`, { reason: "number" });
      if (!Number.isInteger(value)) return unreadable("invalid", "Must be a whole number", { reason: "whole" });
      return value < 1 || value > max ? unreadable("out_of_range", `Must be 1 to ${max}`, { reason: "between", min: 1, max }) : { value };
    }),
  toSlot: (value) => value,
  type: () => "number",
  shownBy: { edit: "rating", read: "read-rating" },
  toText: (value, { max = 5 }) => `${value}/${max}`,
});
