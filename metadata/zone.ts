/** Whether a name is an IANA time zone this machine knows. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    const two = "2-digit";
    const parts = { era: "short", year: "numeric", month: two, day: two, hour: two, minute: two, second: two, hourCycle: "h23" } as const;
    format = new Intl.DateTimeFormat("en-US", { ...parts, timeZone: zone, calendar: "gregory", numberingSystem: "latn" });
    formats.set(zone, format);
  }
  return format;
}

/** How far a zone's clocks are ahead of UTC at an instant, in ms. Both in ms since 1970. */
function readOffset(ms: number, zone: string): number {
  const whole = Math.floor(ms / 1_000) * 1_000;
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(whole)
      .map(({ type, value }) => [type, value]),
  );
  const year = parts["era"]!.startsWith("B") ? 1 - Number(parts["year"]) : Number(parts["year"]);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts["month"]) - 1, Number(parts["day"]));
  local.setUTCHours(Number(parts["hour"]), Number(parts["minute"]), Number(parts["second"]));
  return local.getTime() - whole;
}

/** No zone changes its clocks twice within as long. */
const stretchMs = 15 * 60_000;
const mostRemembered = 10_000;
/** by zone and stretch: what was read for all of it; NaN: its clocks change in it */
const remembered = new Map<string, number>();

function offsetAt(ms: number, zone: string): number {
  if (zone === "UTC") return 0;
  const stretch = Math.floor(ms / stretchMs);
  const name = `${zone} ${stretch}`;
  let offset = remembered.get(name);
  if (offset === undefined) {
    const [first, last] = [readOffset(stretch * stretchMs, zone), readOffset((stretch + 1) * stretchMs - 1, zone)];
    offset = first === last ? first : Number.NaN;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(name, offset);
  }
  return Number.isNaN(offset) ? readOffset(ms, zone) : offset;
}

/**
 * What the clocks and calendars of an IANA zone show at an instant (ms since 1970), as a Date whose UTC parts they are.
 * @throws RangeError for a zone that is not known
 */
export const clockIn = (zone: string, ms: number): Date => new Date(ms + offsetAt(ms, zone));

const dayMs = 86_400_000;

/** The day of a Date's UTC parts: "2026-03-19". */
export const dayOf = (local: Date): string => local.toISOString().slice(0, -14);

/** 1 (Monday) to 7 (Sunday) of a Date's UTC parts. */
export const weekdayOf = (local: Date): number => ((local.getUTCDay() + 6) % 7) + 1;

/** The instant at which a day (a Date's UTC parts) begins in a zone: its midnight, or the moment at which clocks go past it. In ms since 1970. */
export function startOfDay(zone: string, local: Date): number {
  const midnight = Math.floor(local.getTime() / dayMs) * dayMs;
  const [before, after] = [offsetAt(midnight - dayMs, zone), offsetAt(midnight + dayMs, zone)];
  // clocks that are further ahead reach it earlier
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetAt(midnight - offset, zone) === offset) return midnight - offset;
  }
  let [low, high] = [midnight - after, midnight - before];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
}
