import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs, unreadable } from "../read-value.ts";
import { timeSeconds, timeText } from "../values/index.ts";

/** A time of day on the wall, without a day and a zone: "09:30", with seconds only where there are some: "09:30:15". */
export const time = defineFieldType({
  name: "time",
  label: { en: "Time", zh: "时间" },
  icon: "clock",
  storage: "text",
  config: z.strictObject({}),
  value: () =>
    readsAs<string>({ type: "string", pattern: "^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$", examples: ["09:30"] }, (input) => {
      const written = typeof input === "string" ? input.trim().replace("：", ":") : "";
      const seconds = timeSeconds(/^[0-9]:/.test(written) ? `0${written}` : written);
      return seconds === undefined || seconds >= 86_400
        ? unreadable("wrong_type", 'Must be a time of day such as "09:30" or "18:45:30"', { reason: "time" })
        : { value: timeText(seconds) };
    }),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "time-input", read: "read-text" },
  toText: (value) => value,
});
