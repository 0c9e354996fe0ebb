import { fitsDouble, inLocale, isDate, type Json, type Text } from "#metadata";
import { plainOf } from "#sheets";
import type { ResolvedField } from "../effective/effective.ts";
import { plainNumber, type NumberMarks } from "./plain-number.ts";

/** How values are written in a file. */
export interface Notation {
  /** day first, month first, or year first; what is unmistakable is read whatever is said. Default ymd */
  readonly dates?: "ymd" | "dmy" | "mdy";
  /** 1.234,50 */
  readonly decimalComma?: boolean;
  /** IANA zone of times without an offset */
  readonly timezone: string;
}

const yes = new Set(["true", "yes", "y", "1", "x", "✓", "√", "on", "是", "对", "真", "有"]);
const no = new Set(["false", "no", "n", "0", "-", "✗", "×", "off", "否", "错", "假", "无"]);

const two = (text: string): string => text.padStart(2, "0");

/** "19.03.2026", "2026/3/19", "2026年3月19日", "3/19/2026" → "2026-03-19", with what stands behind it. */
export function isoDay(text: string, order: Notation["dates"] = "ymd"): { readonly day: string; readonly rest: string } | undefined {
  const yearFirst = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?!\d)(.*)$/s.exec(text);
  if (yearFirst !== null) return { day: `${yearFirst[1]}-${two(yearFirst[2]!)}-${two(yearFirst[3]!)}`, rest: yearFirst[4]! };
  const packed = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (packed !== null) return { day: `${packed[1]}-${packed[2]}-${packed[3]}`, rest: "" };
  const yearLast = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)(.*)$/s.exec(text);
  if (yearLast === null) return undefined;
  const [first, second] = [Number(yearLast[1]), Number(yearLast[2])];
  const monthFirst = first > 12 ? false : second > 12 ? true : order === "mdy";
  const [day, month] = monthFirst ? [second, first] : [first, second];
  return { day: `${yearLast[3]}-${two(String(month))}-${two(String(day))}`, rest: yearLast[4]! };
}

/** "2026-03-19 14:30" of a zone → an instant; what is none comes back as it was. */
export function isoInstant(text: string, { dates, timezone }: Notation): string {
  // as most programs write it
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$/.test(text)) return instantOf(`${text.slice(0, 10)}T${text.slice(11)}.000`, timezone) ?? text;
  const read = isoDay(text, dates);
  if (read === undefined) return text;
  const time = /^(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(am|pm|AM|PM)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    read.rest.trimEnd(),
  );
  if (time === null) return text;
  let hour = Number(time[1] ?? 0);
  if (time[5] !== undefined) hour = (hour % 12) + (time[5].toLowerCase() === "pm" ? 12 : 0);
  const local = `${read.day}T${two(String(hour))}:${time[2] ?? "00"}:${time[3] ?? "00"}.${(time[4] ?? "0").slice(0, 3).padEnd(3, "0")}`;
  const zone = time[6];
  if (zone !== undefined) return `${local}${zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`}`;
  return instantOf(local, timezone) ?? text;
}

/** What the clocks of a zone show as an instant; undefined: they never do. */
function instantOf(local: string, timezone: string): string | undefined {
  const wall = new Date(`${local}Z`);
  // of 30 February a Date would make 2 March
  return Number.isNaN(wall.getTime()) || !isDate(local.slice(0, 10))
    ? undefined
    : new Date(wall.getTime() - offsetAt(wall, timezone)).toISOString();
}

const day = 86_400_000;
/** Of every day of a zone: ms by which it is ahead of UTC all day long; "changes" where clocks are put forward or back. */
const offsets = new Map<string, Map<number, number | "changes">>();
const formats = new Map<string, Intl.DateTimeFormat>();
/** days of a zone that are remembered: some three centuries */
const mostDays = 100_000;

/** ms by which a zone is ahead of UTC when its clocks show `wall`. */
function offsetAt(wall: Date, timezone: string): number {
  if (timezone === "UTC") return 0;
  // once more from there: the first guess may lie on the other side of a change of clocks
  const first = aheadAt(wall.getTime(), timezone);
  return aheadAt(wall.getTime() - first, timezone);
}

/** ms by which a zone is ahead of UTC at an instant. */
function aheadAt(at: number, timezone: string): number {
  let days = offsets.get(timezone);
  if (days === undefined || days.size > mostDays) offsets.set(timezone, (days = new Map()));
  const number = Math.floor(at / day);
  let known = days.get(number);
  if (known === undefined) {
    const [from, to] = [shownAt(number * day, timezone), shownAt((number + 1) * day - 1_000, timezone)];
    days.set(number, (known = from === to ? from : "changes"));
  }
  return known === "changes" ? shownAt(at, timezone) : known;
}

function shownAt(at: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    const options = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" } as const;
    format = new Intl.DateTimeFormat("en-US", { ...options, timeZone: timezone, hourCycle: "h23" });
    formats.set(timezone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (
    Date.UTC(parts["year"]!, parts["month"]! - 1, parts["day"]!, parts["hour"]!, parts["minute"]!, parts["second"]!) -
    Math.floor(at / 1000) * 1000
  );
}

/** Ids of options by id and by label in every language, without regard to case. */
function optionsOf(settings: unknown): ReadonlyMap<string, string> | undefined {
  const options = (settings as { options?: Record<string, { label: Text }> } | undefined)?.options;
  if (typeof options !== "object" || options === null) return undefined;
  const found = new Map<string, string>();
  for (const [id, { label }] of Object.entries(options)) {
    for (const locale of ["en", "zh"]) found.set(inLocale(label, locale).toLowerCase(), id);
  }
  for (const id of Object.keys(options)) found.set(id.toLowerCase(), id);
  return found;
}

/** What may stand at a field's numbers as people write them. */
export const marksOf = ({ fieldType, settings }: Pick<ResolvedField, "fieldType" | "settings">, decimalComma?: boolean): NumberMarks => ({
  decimalComma,
  currency: fieldType.currency?.(settings),
  sign: fieldType.sign,
});

/**
 * Reads the cells of one column: text as people write it → JSON as the field's type takes it. What cannot be read stays as it is, so that the
 * type itself says what is wrong. By the kind of value the type has, never by its name. Empty → null.
 */
export function cellReader(field: ResolvedField, notation: Notation): (text: string) => Json {
  const { fieldType, settings, storage } = field;
  const type = fieldType.type(settings);
  const options = optionsOf(settings);
  const marks = marksOf(field, notation.decimalComma);
  const listed = typeof type !== "string";
  const option = (text: string): Json => options?.get(text.toLowerCase()) ?? text;
  const one = (text: string): Json => {
    switch (listed ? type.list : type) {
      case "boolean":
        return yes.has(text.toLowerCase()) ? true : no.has(text.toLowerCase()) ? false : text;
      case "number": {
        const plain = plainNumber(text, marks);
        if (plain === undefined) return text;
        // digits that would be others stay as they are written, and the type says so
        return fitsDouble(plain) === true ? Number(plain) : plain;
      }
      case "decimal":
      case "money":
        return plainNumber(text, marks) ?? text;
      case "date":
        return isoDay(text, notation.dates)?.day ?? text;
      case "instant":
        return isoInstant(text, notation);
      case "json":
        return jsonOf(text);
      default:
        return options === undefined ? text : option(text);
    }
  };
  return (given) => {
    const text = plainOf(given).trim();
    if (text === "") return null;
    if (listed)
      return /^\[.*\]$/s.test(text)
        ? jsonOf(text)
        : text
            .split(/\s*[;；、,，|\n]\s*/)
            .filter((each) => each !== "")
            .map(one);
    // a value that is more than a text, written out
    if (storage === "json" && /^[[{]/.test(text)) return jsonOf(text);
    return one(text);
  };
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
