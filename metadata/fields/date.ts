import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting, unreadable } from "../read-value.ts";
import { isDate } from "../values/index.ts";

const day = z.string().refine(isDate, 'a day such as "2026-03-19"');

/** A day of the calendar, without a time zone: "2026-03-19". */
export const date = defineFieldType({
  name: "date",
  label: { en: "Date", zh: "日期" },
  icon: "calendar",
  storage: "date",
  config: z.strictObject({
    min: setting(day.optional(), { en: "Earliest", zh: "最早" }),
    max: setting(day.optional(), { en: "Latest", zh: "最晚" }),
  }),
  value: ({ min, max }) =>
    readsAs<string>({ type: "string", format: "date" }, (input) => {
      if (!isDate(input)) return unreadable("wrong_type", 'Must be a day of the calendar such as "2026-03-19"', { reason: "day" });
      if (min !== undefined && input < min)
        return unreadable("out_of_range", `Must be ${min} or later`, { reason: "from_day", limit: min });
      if (max !== undefined && input > max)
        return unreadable("out_of_range", `Must be ${max} or earlier`, { reason: "until_day", limit: max });
      return { value: input };
    }),
  // the slot is a timestamptz: midnight in UTC, whatever zone the session has
  toSlot: (value) => `${value}T00:00:00.000Z`,
  type: () => "date",
  shownBy: { edit: "date-input", read: "read-text" },
  toText: (value, _config, locale) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${value}T00:00:00Z`)),
});
