import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";

const units = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const;
const signs: Readonly<Record<keyof typeof units, { readonly en: string; readonly zh: string }>> = {
  days: { en: "d", zh: "天" },
  hours: { en: "h", zh: "小时" },
  minutes: { en: "min", zh: "分钟" },
  seconds: { en: "s", zh: "秒" },
};
const most = 3_155_760_000; // a hundred years

/** A length of time in whole seconds. Accepts 5400, "1:30", "1 h 30 min", "1 小时 30 分钟" and "PT1H30M"; a bare number as text counts `unit`. */
export const duration = defineFieldType({
  name: "duration",
  label: { en: "Duration", zh: "时长" },
  icon: "timer",
  storage: "float",
  config: z.strictObject({
    unit: setting(
      z.enum(["days", "hours", "minutes", "seconds"]).optional(),
      { en: "Unit", zh: "单位" },
      {
        en: "What a number that is typed in counts; the value is in seconds. Absent: minutes",
        zh: "输入的数字以此计；值以秒保存。留空为分钟",
      },
    ),
  }),
  value: ({ unit = "minutes" }) =>
    readsAs<number>({ type: "integer", minimum: 0, maximum: most, description: "seconds" }, (input) => {
      const seconds = typeof input === "number" ? input : typeof input === "string" ? secondsOf(input, units[unit]) : undefined;
      if (seconds === undefined || Number.isNaN(seconds)) {
        return unreadable("wrong_type", `Must be a number of seconds, or text such as "1:30" or "1 h 30 min", not ${kindOf(input)}`, {
          reason: "duration",
        });
      }
      if (!Number.isInteger(seconds)) return unreadable("invalid", "Must be whole seconds", { reason: "whole" });
      return seconds < 0 || seconds > most
        ? unreadable("out_of_range", "Must be 0 to 100 years", { reason: "years", limit: 100 })
        : { value: seconds + 0 };
    }),
  toSlot: (value) => value,
  type: () => "number",
  shownBy: { edit: "duration-input", read: "read-text" },
  toText: (value, _config, locale) => {
    const language = locale.startsWith("zh") ? "zh" : "en";
    let rest = Math.round(Number(value));
    const parts: string[] = [];
    for (const [unit, size] of Object.entries(units) as [keyof typeof units, number][]) {
      const count = Math.floor(rest / size);
      rest -= count * size;
      if (count > 0) parts.push(`${count} ${signs[unit][language]}`);
    }
    return parts.length === 0 ? `0 ${signs.minutes[language]}` : parts.join(" ");
  },
});

const parts =
  /^(?:([0-9]{1,6})\s*(?:d|days?|天))?\s*(?:([0-9]{1,7})\s*(?:h|hours?|hrs?|小时))?\s*(?:([0-9]{1,9})\s*(?:m|min|minutes?|分钟|分))?\s*(?:([0-9]{1,10})\s*(?:s|sec|seconds?|秒))?$/;

function secondsOf(text: string, unit: number): number | undefined {
  const written = text.trim().toLowerCase();
  if (/^[0-9]{1,10}(\.[0-9]{1,4})?$/.test(written)) return Math.round(Number(written) * unit);
  const clock = /^([0-9]{1,6}):([0-5][0-9])(?::([0-5][0-9]))?$/.exec(written);
  if (clock !== null) return Number(clock[1]) * 3_600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0);
  const iso = /^p(?=.)(?:([0-9]{1,6})d)?(?:t(?:([0-9]{1,7})h)?(?:([0-9]{1,9})m)?(?:([0-9]{1,10})s)?)?$/.exec(written);
  const found = written === "" ? null : (iso ?? parts.exec(written));
  if (found === null) return undefined;
  const [days, hours, minutes, seconds] = [1, 2, 3, 4].map((index) => Number(found[index] ?? 0)) as [number, number, number, number];
  return days * units.days + hours * units.hours + minutes * units.minutes + seconds;
}
