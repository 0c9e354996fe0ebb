const msOfDay = 86_400_000;
/** Days from the beginning of a workbook's calendar to 1970. */
const to1970 = 25_569;

/** A day number of a workbook as "2026-03-19", with the time when there is one; times alone as "14:30:00". */
export function dateText(serial: number, from1904: boolean): string {
  // of 1900: day 60 is a 29 February that never was
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - to1970) * msOfDay));
  if (Number.isNaN(at.getTime())) return String(serial);
  const iso = at.toISOString();
  if (isTime(serial)) return iso.slice(11, 19);
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** A day number that is a time of no day. */
export const isTime = (serial: number): boolean => serial >= 0 && serial < 1;

/** Day number of a workbook; undefined: a day before its calendar begins to be right, which stays a text. */
export function dayNumber(day: string): number | undefined {
  const days = Date.parse(`${day}T00:00:00Z`) / msOfDay + to1970;
  return Number.isInteger(days) && days > 60 ? days : undefined;
}
