import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { firstOf, readText, readsAs, setting } from "../read-value.ts";
import { isZone } from "../zone.ts";

const mask = /^(?:[^{}]|\{(?:YYYY|YY|MM|DD)\})*\{0{1,18}\}(?:[^{}]|\{(?:YYYY|YY|MM|DD)\})*$/;

/**
 * A number given when the record is made: "{0000}" → 0042, "O-{YYYY}{MM}-{000}" → O-202603-042. Nobody can write it. It may begin anew each
 * year, month or day; then the pattern should say which, or numbers come twice.
 */
export const autoNumber = defineFieldType({
  name: "auto_number",
  label: { en: "Auto number", zh: "自动编号" },
  icon: "list-ordered",
  storage: "text",
  config: z
    .strictObject({
      mask: setting(
        z.string().max(64).regex(mask, 'one run of zeros in braces, such as "{0000}" or "O-{YYYY}{MM}-{000}"').optional(),
        { en: "Pattern", zh: "格式" },
        {
          en: "Zeros in braces stand for the number, {YYYY} {YY} {MM} {DD} for the day: O-{YYYY}{MM}-{000}. Absent: {0}",
          zh: "花括号中的 0 代表数字，{YYYY} {YY} {MM} {DD} 代表日期：O-{YYYY}{MM}-{000}。留空为 {0}",
        },
      ),
      restart: setting(
        z.enum(["never", "year", "month", "day"]).optional(),
        { en: "Begin anew", zh: "重新计数" },
        { en: "Count from 1 each year, month or day. Absent: never", zh: "每年、每月或每天从 1 开始，留空为从不" },
      ),
      timezone: setting(
        z.string().max(64).refine(isZone, "an IANA time zone, such as Asia/Shanghai").optional(),
        { en: "Time zone", zh: "时区" },
        { en: "Where a day begins. Absent: UTC", zh: "以哪里的日期为准，留空为 UTC" },
      ),
    })
    .refine(
      ({ mask: pattern = "{0}", restart = "never" }) => (needs[restart] ?? []).every((part) => part.some((each) => pattern.includes(each))),
      {
        path: ["mask"],
        message: "A number that begins anew needs its year, month or day in the pattern, or numbers would come twice",
      },
    ),
  value: () => readsAs<string>({ type: "string", readOnly: true }, (input) => readText(input, 100)),
  toSlot: firstOf,
  type: () => "text",
  shownBy: { edit: "read-text", read: "read-text" },
  toText: (value) => value,
  searched: (value) => value,
  generated: "sequence",
  alwaysIndexed: true,
  fromSequence: (next, { mask: pattern = "{0}", timezone = "UTC" }, at) =>
    pattern.replace(/\{(0+|YYYY|YY|MM|DD)\}/g, (_, part: string) =>
      part.startsWith("0") ? String(next).padStart(part.length, "0") : dayParts(at, timezone)[part as "YYYY"],
    ),
  sequenceOf: ({ restart = "never", timezone = "UTC" }, at) => {
    if (restart === "never") return "";
    const { YYYY, MM, DD } = dayParts(at, timezone);
    return { year: YYYY, month: `${YYYY}${MM}`, day: `${YYYY}${MM}${DD}` }[restart];
  },
});

/** What the pattern must say, so that a number that begins anew differs from those before: of each list one. */
const needs: Readonly<Record<string, readonly (readonly string[])[]>> = {
  year: [["{YYYY}", "{YY}"]],
  month: [["{YYYY}", "{YY}"], ["{MM}"]],
  day: [["{YYYY}", "{YY}"], ["{MM}"], ["{DD}"]],
};

/** Year, month and day of an instant in a zone. */
function dayParts(at: string, timeZone: string): { YYYY: string; YY: string; MM: string; DD: string } {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
    new Date(at),
  );
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "";
  const YYYY = part("year").padStart(4, "0");
  return { YYYY, YY: YYYY.slice(-2), MM: part("month"), DD: part("day") };
}
