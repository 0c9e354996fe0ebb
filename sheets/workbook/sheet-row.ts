import { keepingApostrophe, neutral } from "../neutral.ts";
import { mostCellText, xmlText } from "./cell-text.ts";
import { dayNumber } from "./days.ts";
import { cellStyles } from "./styles.ts";

/** A cell as it stands in a file: a text, or what a sheet holds as number, day or truth. */
export type Cell = string | number | boolean | { readonly day: string };

/**
 * How cells are formatted. "typed": by what they hold. "asText": what is typed into them stays what was typed, "1/2" no day and "=1+1" no
 * formula, and what looks like a formula is neutralised, as it may go on from there as CSV. "head": so too, and bold.
 */
export type Format = "typed" | "asText" | "head";

const styleOf: Readonly<Record<Format, string>> = { typed: "", asText: ` s="${cellStyles.asText}"`, head: ` s="${cellStyles.head}"` };

/** One row of a sheet. Texts are typed as texts: nothing in them is ever a formula. What is longer than a cell may be is cut off. */
export function sheetRow(cells: readonly Cell[], format: Format = "typed"): string {
  const guard = format === "typed" ? keepingApostrophe : neutral;
  const style = styleOf[format];
  let row = "<row>";
  for (const cell of cells) {
    const day = typeof cell === "object" ? dayNumber(cell.day) : undefined;
    if (cell === "") row += `<c${style}/>`;
    else if (typeof cell === "number" && Number.isFinite(cell)) row += `<c><v>${cell}</v></c>`;
    else if (typeof cell === "boolean") row += `<c t="b"><v>${cell ? 1 : 0}</v></c>`;
    else if (day !== undefined) row += `<c s="${cellStyles.day}"><v>${day}</v></c>`;
    else {
      const text = cut(guard(typeof cell === "object" ? cell.day : String(cell)));
      row += `<c${style} t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
    }
  }
  return `${row}</row>\n`;
}

/** Not between the halves of one sign. */
const cut = (text: string): string => (text.length > mostCellText ? text.slice(0, mostCellText).replace(/[\ud800-\udbff]$/, "") : text);
