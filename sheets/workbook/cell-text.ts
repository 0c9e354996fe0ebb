/** Characters that a cell of a workbook holds. */
export const mostCellText = 32_767;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const code = (char: string): string => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;

/**
 * Signs that XML cannot hold are written by their number, as workbooks do: _x000D_. So is what looks like such a number, and what would
 * together with the one that follows.
 */
export const xmlText = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}(?:_|[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]))/gu, "_x005F_")
    .replaceAll(/[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, code)
    .replaceAll(/[&<>]/g, (sign) => escapes[sign]!);

/** The text that stands in XML as `xmlText` or another program has written it. */
export const textOf = (written: string): string =>
  written.includes("_x")
    ? written.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, number: string) => String.fromCharCode(Number.parseInt(number, 16)))
    : written;

/** A number as it stands in a sheet, without an exponent. What was typed as 0.1 may stand there as 0.10000000000000001. */
export function numberText(number: number, written: string): string {
  // fifteen digits are what a sheet holds
  if (!/[eE.]/.test(written)) return written;
  if (written.length <= 16 && String(number) === written && !written.includes("e")) return written;
  const short = Number(number.toPrecision(15));
  const text = String(short);
  if (!text.includes("e")) return text;
  return short.toLocaleString("en-US", {
    useGrouping: false,
    maximumFractionDigits: 20,
    maximumSignificantDigits: 21,
  } as Intl.NumberFormatOptions);
}

/** Column of "BC12": 54, counted from 0. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const letter = reference.charCodeAt(i);
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}
