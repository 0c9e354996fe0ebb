import type { TableDocument } from "#metadata";
import { givenText, lookOf } from "./cell-text.ts";
import { type Column, isNumeric } from "./column.ts";

/** Pixels of a text at 13 px: Han glyphs are square, Latin about half. Close enough for a column. */
export const textWidth = (text: string): number =>
  [...text].reduce((sum, glyph) => sum + ((glyph.codePointAt(0) ?? 0) > 0x2e80 ? 13 : 7.3), 0);

const [least, most] = [88, 320];
/** What an expression gets: it is prose, and ends in … with the whole of it beside the pointer. */
const sentence = 200;
/** Rows looked at for the usual width. */
const sample = 200;

/** Each column as wide as its widest usual value, in pixels, within limits. */
export function widthsOf(table: TableDocument, columns: readonly Column[], headTexts: readonly string[], locale: string): number[] {
  const rows = Object.values(table.rows).slice(0, sample);
  return columns.map((column, at) => {
    let width = textWidth(headTexts[at] ?? "") + 16 + 22;
    for (const row of rows) {
      if (column.side === "output") {
        const value = row.out[column.id];
        if (value !== undefined) width = Math.max(width, textWidth(givenText(value, column, locale)) + (column.type === "enum" ? 48 : 20));
        continue;
      }
      const look = lookOf(row.cells?.[column.id], column, locale);
      if (look.is === "values") {
        const texts = look.values.slice(0, 3).map(({ text }) => text);
        width = Math.max(
          width,
          texts.reduce((sum, text) => sum + textWidth(text) + 18, 16),
        );
      } else if (look.is === "expression") width = Math.max(width, sentence);
      else if (look.is === "ranges") width = Math.max(width, textWidth(look.texts.join("; ")) + (column.type === "time" ? 34 : 20));
    }
    return Math.round(Math.min(most, Math.max(isNumeric(column.type) ? least + 8 : least, width)));
  });
}
