import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting, unreadable } from "../read-value.ts";
import { readInstant } from "../values/index.ts";
import { isZone } from "../zone.ts";

/** An instant. Accepts any ISO 8601 instant with its offset; canonical value: UTC with milliseconds, "2026-03-19T06:30:00.000Z". */
export const dateTime = defineFieldType({
  name: "date_time",
  label: { en: "Date and time", zh: "日期时间" },
  icon: "calendar-clock",
  storage: "instant",
  config: z.strictObject({
    timezone: setting(
      z.string().max(64).refine(isZone, "an IANA time zone, such as Asia/Shanghai").optional(),
      { en: "Time zone", zh: "时区" },
      { en: "Shown in this zone; absent: the reader's own", zh: "按此时区显示；留空为读者所在时区" },
    ),
  }),
  value: () =>
    readsAs<string>({ type: "string", format: "date-time" }, (input) => {
      const value = readInstant(input);
      return value === undefined
        ? unreadable("wrong_type", 'Must be an instant with its offset, such as "2026-03-19T14:30:00+08:00" or "…Z"', { reason: "instant" })
        : { value };
    }),
  toSlot: (value) => value,
  type: () => "instant",
  shownBy: { edit: "date-time-input", read: "read-text" },
  toText: (value, { timezone }, locale) =>
    new Intl.DateTimeFormat(locale, {
      dateStyle: "medium",
      timeStyle: "short",
      ...(timezone === undefined ? {} : { timeZone: timezone }),
    }).format(new Date(value)),
});
