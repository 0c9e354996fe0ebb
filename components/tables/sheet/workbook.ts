import { SaxesParser } from "saxes";
import { guarded, unguarded } from "./csv.ts";
import { UnreadableWorkbook, openZip, packZip } from "./zip.ts";

export { UnreadableWorkbook } from "./zip.ts";

/** Characters that a cell of a workbook holds. */
export const mostCellText = 32_767;
const mostColumns = 500;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
const code = (char: string): string => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`;
/** Signs that XML cannot hold are written by their number, as workbooks do; so is what looks like such a number. */
const xmlText = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll(/[^\t\n -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, code)
    .replaceAll(/[&<>]/g, (sign) => escapes[sign]!);
const plainText = (text: string): string =>
  text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, number: string) => String.fromCharCode(Number.parseInt(number, 16)));

/** A number that a workbook keeps as it is: fifteen digits are what it holds. */
const isKept = (text: string): boolean =>
  /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replaceAll(/[-.]/g, "").length <= 15 && String(Number(text)) === text;

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/**
 * A workbook of one sheet. Its cells are formatted as text, so that what is typed into them stays what was typed: "1/2" no day, "=1+1" no
 * formula.
 * @param numeric columns whose plain numbers are written as numbers
 */
export async function writeWorkbook(
  title: string,
  matrix: readonly (readonly string[])[],
  numeric: readonly boolean[],
  widths: readonly number[],
): Promise<Blob> {
  const cell = (text: string, at: number, isHead: boolean): string => {
    if (text === "") return `<c s="1"/>`;
    if (!isHead && numeric[at] === true && isKept(text)) return `<c><v>${text}</v></c>`;
    return `<c s="${isHead ? 2 : 1}" t="inlineStr"><is><t xml:space="preserve">${xmlText(guarded(text))}</t></is></c>`;
  };
  const rows = matrix.map((row, at) => `<row>${row.map((text, place) => cell(text, place, at === 0)).join("")}</row>`).join("\n");
  const columns = widths
    .map(
      (width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"${numeric[at] === true ? "" : ' style="1"'}/>`,
    )
    .join("");
  const name = xmlText(
    title
      .replaceAll(/[[\]:*?/\\'"]/g, " ")
      .trim()
      .slice(0, 31) || "Sheet1",
  );
  const parts: readonly (readonly [string, string])[] = [
    [
      "[Content_Types].xml",
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/></Types>`,
    ],
    [
      "_rels/.rels",
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs></styleSheet>`,
    ],
    [
      "xl/worksheets/sheet1.xml",
      `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${columns}</cols><sheetData>\n${rows}\n</sheetData></worksheet>`,
    ],
  ];
  const encoder = new TextEncoder();
  return packZip(parts.map(([part, content]) => ({ name: part, bytes: encoder.encode(head + content) })));
}

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

interface Walk {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

function walk(xml: string, on: Walk): void {
  const parser = new SaxesParser({ fragment: false });
  const damaged = (): never => {
    throw new UnreadableWorkbook("its XML is damaged");
  };
  parser.on("error", damaged);
  parser.on("doctype", damaged);
  parser.on("opentag", (tag) => on.open?.(local(tag.name), tag.attributes as Record<string, string>));
  parser.on("closetag", (tag) => on.close?.(local(tag.name)));
  if (on.text) parser.on("text", on.text);
  parser.write(xml).close();
}

/** The rows of a workbook's first sheet that is shown, as texts: days as "2026-03-19", truth as TRUE and FALSE. @throws UnreadableWorkbook */
export async function readWorkbook(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<string[][]> {
  const zip = openZip(bytes);
  if (!zip.has("xl/workbook.xml")) throw new UnreadableWorkbook("it is no workbook");
  const sheets: { id: string; hidden: boolean }[] = [];
  let from1904 = false;
  walk(await zip.read("xl/workbook.xml"), {
    open: (name, attributes) => {
      if (name === "workbookPr") from1904 = ["1", "true"].includes(attributes["date1904"] ?? "");
      if (name !== "sheet") return;
      const id = Object.entries(attributes).find(([each]) => each !== "id" && local(each) === "id")?.[1] ?? "";
      sheets.push({ id, hidden: (attributes["state"] ?? "visible") !== "visible" });
    },
  });
  const targets = new Map<string, string>();
  walk(await zip.read("xl/_rels/workbook.xml.rels"), {
    open: (_name, attributes) => targets.set(attributes["Id"] ?? "", attributes["Target"] ?? ""),
  });
  const target = targets.get((sheets.find(({ hidden }) => !hidden) ?? sheets[0])?.id ?? "") ?? "";
  const shared = zip.has("xl/sharedStrings.xml") ? sharedTexts(await zip.read("xl/sharedStrings.xml")) : [];
  const dates = zip.has("xl/styles.xml") ? dateStyles(await zip.read("xl/styles.xml")) : new Set<number>();
  return sheetRows(await zip.read(target.startsWith("/") ? target.slice(1) : `xl/${target}`), shared, dates, from1904, most);
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let [text, takes, phonetic] = ["", false, 0];
  walk(xml, {
    open: (name) => {
      if (name === "si") text = "";
      if (name === "rPh") phonetic += 1;
      takes = name === "t" && phonetic === 0;
    },
    close: (name) => {
      if (name === "rPh") phonetic -= 1;
      if (name === "t") takes = false;
      if (name === "si") texts.push(text);
    },
    text: (part) => {
      if (takes) text += part;
    },
  });
  return texts;
}

/** Number formats that show a day or a time; of the workbook's own, those whose pattern does. */
const builtInDates = (format: number): boolean =>
  (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) || (format >= 50 && format <= 58);

function dateStyles(xml: string): ReadonlySet<number> {
  const own = new Set<number>();
  const styles = new Set<number>();
  let [inCells, index] = [false, 0];
  walk(xml, {
    open: (name, attributes) => {
      const format = Number(attributes["numFmtId"] ?? 0);
      if (name === "numFmt") {
        const pattern = attributes["formatCode"] ?? "";
        if (/[ymdhs]/i.test(pattern.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, "")) && !/general/i.test(pattern)) own.add(format);
      } else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        if (builtInDates(format) || own.has(format)) styles.add(index);
        index += 1;
      }
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return styles;
}

/** Column of "BC12": 54, counted from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of /^[A-Z]*/.exec(reference)![0]) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

/** A day number as "2026-03-19", with the time where there is one; a time alone as "14:30". */
function dateText(serial: number, from1904: boolean): string {
  // of 1900: day 60 is a 29 February that never was
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - 25_569) * 86_400_000));
  if (Number.isNaN(at.getTime())) return String(serial);
  const iso = at.toISOString();
  if (serial >= 0 && serial < 1) return iso.slice(11, 16);
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

function sheetRows(xml: string, shared: readonly string[], dates: ReadonlySet<number>, from1904: boolean, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let [text, kind, style, column, rowNumber, takes, phonetic] = ["", "n", 0, -1, 0, false, 0];
  const value = (): string => {
    if (kind === "s") return unguarded(plainText(shared[Number(text)] ?? ""));
    if (kind === "b") return text === "1" ? "TRUE" : "FALSE";
    if (kind === "inlineStr" || kind === "str" || kind === "e") return unguarded(plainText(text));
    if (text === "" || kind === "d") return text;
    const number = Number(text);
    if (!Number.isFinite(number)) return text;
    if (dates.has(style)) return dateText(number, from1904);
    // what was typed as 0.1 may be written as 0.10000000000000001
    const short = String(/[eE.]/.test(text) ? Number(number.toPrecision(15)) : number);
    return /e/.test(short) ? number.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 }) : short;
  };
  walk(xml, {
    open: (name, attributes) => {
      if (name === "row") {
        const given = Number(attributes["r"] ?? rowNumber + 1);
        if (!(given > rowNumber)) throw new UnreadableWorkbook("its rows are out of order");
        while (rows.length < given - 1 && rows.length < most) rows.push([]);
        rowNumber = given;
        row = [];
        column = -1;
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
        while (row.length < column) row.push("");
        row[column] = value();
      } else if (name === "row" && rows.length < most) rows.push(row);
    },
    text: (part) => {
      if (takes) text += part;
    },
  });
  return rows;
}
