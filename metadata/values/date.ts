const datePattern = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const canonicalInstant = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/;
const instantPattern =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:([Zz])|([+-])([0-9]{2}):?([0-9]{2}))$/;

const daysOf = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

const onCalendar = (year: number, month: number, day: number): boolean =>
  year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);

/** The two digits that stand at a place. */
const pairAt = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
/** Whether "2026-03-19…" begins with a day of the calendar. */
const beginsOnCalendar = (text: string): boolean => onCalendar(pairAt(text, 0) * 100 + pairAt(text, 2), pairAt(text, 5), pairAt(text, 8));

/** A day of the calendar, canonical: "2026-03-19". */
export const isDate = (value: unknown): value is string =>
  typeof value === "string" && value.length === 10 && datePattern.test(value) && beginsOnCalendar(value);

/** Milliseconds since 1970 of an ISO 8601 instant with its offset; undefined when it is none. Digits beyond milliseconds are cut. */
export function instantMs(value: unknown): number | undefined {
  const parts = typeof value === "string" ? instantPattern.exec(value) : null;
  if (parts === null) return undefined;
  const [year, month, day, hour, minute] = parts.slice(1, 6).map(Number) as [number, number, number, number, number];
  const second = Number(parts[6] ?? 0);
  const offset = parts[8] === undefined ? (Number(parts[10]) * 60 + Number(parts[11])) * (parts[9] === "-" ? -1 : 1) : 0;
  if (!onCalendar(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  if (parts[8] === undefined && (Number(parts[10]) > 23 || Number(parts[11]) > 59)) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second, Number((parts[7] ?? "0").padEnd(3, "0").slice(0, 3)));
  const ms = at.getTime() - offset * 60_000;
  const canonicalYear = new Date(ms).getUTCFullYear();
  return canonicalYear >= 1 && canonicalYear <= 9999 ? ms : undefined;
}

/** The canonical text of an instant: UTC with milliseconds, "2026-03-19T06:30:00.000Z", so that text order is time order. */
export function readInstant(value: unknown): string | undefined {
  if (isInstant(value)) return value;
  const ms = instantMs(value);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** An instant as `readInstant` gives it. */
export const isInstant = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length === 24 &&
  canonicalInstant.test(value) &&
  beginsOnCalendar(value) &&
  pairAt(value, 11) <= 23 &&
  pairAt(value, 14) <= 59 &&
  pairAt(value, 17) <= 59;

const timePattern = /^([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?$/;

/** Seconds after midnight of a wall-clock time "09:30" or "09:30:15"; "24:00" is the end of the day. */
export function timeSeconds(value: unknown): number | undefined {
  if (value === "24:00") return 86_400;
  const parts = typeof value === "string" ? timePattern.exec(value) : null;
  return parts === null ? undefined : Number(parts[1]) * 3_600 + Number(parts[2]) * 60 + Number(parts[3] ?? 0);
}

/** 34200 → "09:30"; seconds only when there are some. */
export function timeText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const rest = seconds % 60;
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}${rest === 0 ? "" : `:${two(rest)}`}`;
}
