import { mostColumns, mostRowText } from "../cut-rows.ts";
import { UnreadableSheet } from "../unreadable.ts";
import { columnOf, numberText, textOf } from "./cell-text.ts";
import { dateText, isTime } from "./days.ts";
import { firstSheet, parts } from "./first-sheet.ts";
import type { PackedFile } from "./packing.ts";
import { openZip } from "./read-zip.ts";
import { sharedTexts } from "./shared-texts.ts";
import { dateStyles } from "./styles.ts";
import { xmlReader } from "./xml.ts";

/** Rows that one sheet holds, the headings included. */
export const mostSheetRows = 1_048_576;

/** What a cell holds besides numbers, days and truth: a text that somebody wrote, a time of no day ("14:30:00"), an instant in ISO 8601. */
export type CellKind = "text" | "time" | "instant";

/**
 * The rows of a workbook's first sheet that is shown, as texts, some hundred at a time, in bounded memory: the sheet is read as it is unpacked.
 * Days come as "2026-03-19", truth as TRUE and FALSE, numbers with a point. An empty row comes as one without cells.
 * @param say the text of the cell, for what it holds
 * @throws UnreadableSheet
 */
export async function* readSheet(file: PackedFile, say: (text: string, kind: CellKind) => string): AsyncGenerator<string[][]> {
  const archive = await openZip(file);
  const { sheet, from1904 } = await firstSheet(archive);
  const has = (part: string): boolean => archive.sizeOf(part) !== undefined;
  const shared = has(parts.sharedTexts) ? await sharedTexts(archive.unpack(parts.sharedTexts)) : [];
  const dates = has(parts.styles) ? await dateStyles(archive.unpack(parts.styles)) : new Set<number>();

  let rows: string[][] = [];
  let row: string[] = [];
  let [text, kind, style, length, whole, column, rowNumber, phonetic, takes] = ["", "", 0, 0, 0, -1, 0, 0, false];
  const valueOf = (): string => {
    if (kind === "s") return say(shared[Number(text)] ?? "", "text");
    if (kind === "inlineStr" || kind === "str" || kind === "e") return say(textOf(text), "text");
    if (kind === "b") return text === "1" ? "TRUE" : "FALSE";
    if (text === "") return "";
    if (kind === "d") return say(text, "instant");
    const number = Number(text);
    if (!Number.isFinite(number)) return text;
    if (!dates.has(style)) return numberText(number, text);
    return isTime(number) ? say(dateText(number, from1904), "time") : dateText(number, from1904);
  };
  const reader = xmlReader({
    open: (name, attributes) => {
      if (name === "row") {
        const given = Number(attributes["r"] ?? rowNumber + 1);
        if (!(given > rowNumber) || given > mostSheetRows) throw new UnreadableSheet("The sheet's rows are out of order.");
        for (let empty = rowNumber + 1; empty < given; empty += 1) rows.push([]);
        rowNumber = given;
        row = [];
        column = -1;
        length = 0;
      } else if (name === "c") {
        const given = attributes["r"];
        column = given === undefined ? column + 1 : columnOf(given);
        kind = attributes["t"] ?? "n";
        style = Number(attributes["s"] ?? 0);
        text = "";
      } else if (name === "rPh") phonetic += 1;
      else takes = (name === "v" || name === "t") && phonetic === 0;
    },
    close: (name) => {
      if (name === "v" || name === "t") takes = false;
      else if (name === "rPh") phonetic -= 1;
      else if (name === "c" && column >= 0 && column < mostColumns) {
        const value = valueOf();
        length += value.length;
        if (length > mostRowText) throw new UnreadableSheet(`Row ${rowNumber} has more than ${mostRowText} characters.`);
        // one shared text may stand in every cell
        whole += value.length;
        if (whole > file.limits.unpacked) throw new UnreadableSheet("The workbook unpacks to far more than is read of one.");
        while (row.length < column) row.push("");
        row[column] = value;
      } else if (name === "row") rows.push(row);
    },
    text: (piece) => {
      if (takes && text.length <= mostRowText) text += piece;
    },
  });
  for await (const chunk of archive.unpack(sheet)) {
    reader.write(chunk);
    if (rows.length === 0) continue;
    yield rows;
    rows = [];
  }
  reader.end();
  if (rows.length > 0) yield rows;
}
