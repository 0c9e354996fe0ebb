import { SaxesParser } from "saxes";
import type { FileStore } from "../../files/store.ts";
import { mostColumns, mostRowText } from "../cut-rows.ts";
import { readZip, UnreadableZip, unpack, type ZipEntry } from "./zip.ts";

type Store = Pick<FileStore, "getStream">;

/** Characters of all shared texts together: they are held in memory while a sheet is read. */
const mostSharedText = 64 * 1024 * 1024;
/** Characters in a row in which nothing begins or ends: the parser holds them in memory. A cell has some 32,000 at most. */
const mostAtOnce = 4 * 1024 * 1024;
/** Bytes of a part that is held in memory whole: sheets by name, styles. */
const mostOfSmallPart = 32 * 1024 * 1024;
const mostRows = 1_048_576;

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Goes through a part of the workbook; `each` is told of the end of every chunk, so that what was found can be handed on. */
async function* walk<Value>(
  store: Store,
  key: string,
  entry: ZipEntry,
  on: { open?: (name: string, attributes: Record<string, string>) => void; close?: (name: string) => void; text?: (text: string) => void },
  drain: () => Value[],
): AsyncGenerator<Value[]> {
  const parser = new SaxesParser({ fragment: false });
  let failure: Error | undefined;
  parser.on("error", (error) => (failure ??= error));
  parser.on("doctype", () => (failure ??= new UnreadableZip("The workbook's XML declares what workbooks do not.")));
  let quiet = 0;
  parser.on("opentag", (tag) => {
    quiet = 0;
    on.open?.(local(tag.name), tag.attributes as Record<string, string>);
  });
  parser.on("closetag", (tag) => {
    quiet = 0;
    on.close?.(local(tag.name));
  });
  if (on.text !== undefined) parser.on("text", on.text);
  const decoder = new TextDecoder();
  for await (const chunk of unpack(store, key, entry)) {
    quiet += chunk.length;
    if (quiet > mostAtOnce) throw new UnreadableZip("A part of the workbook has more text in one place than a workbook has.");
    parser.write(decoder.decode(chunk, { stream: true }));
    if (failure !== undefined) throw failure instanceof UnreadableZip ? failure : new UnreadableZip("The workbook's XML is damaged.");
    const found = drain();
    if (found.length > 0) yield found;
  }
  parser.close();
  if (failure !== undefined) throw failure instanceof UnreadableZip ? failure : new UnreadableZip("The workbook's XML is damaged.");
  const rest = drain();
  if (rest.length > 0) yield rest;
}

const all = async (walking: AsyncGenerator<unknown>): Promise<void> => {
  for await (const each of walking) void each;
};
const none = (): never[] => [];

const tooMuchText = () => new UnreadableZip("The workbook's texts are more than 64 MiB; save it as CSV.");

async function sharedTexts(store: Store, key: string, entry: ZipEntry | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (entry === undefined) return texts;
  let length = 0;
  let text = "";
  let inText = false;
  let phonetic = 0;
  await all(
    walk(
      store,
      key,
      entry,
      {
        open: (name) => {
          if (name === "si") text = "";
          else if (name === "rPh") phonetic++;
          inText = name === "t" && phonetic === 0;
        },
        close: (name) => {
          if (name === "rPh") phonetic--;
          if (name === "t") inText = false;
          if (name !== "si") return;
          length += text.length + 16;
          if (length > mostSharedText) throw tooMuchText();
          texts.push(text);
        },
        text: (part) => {
          if (!inText) return;
          text += part;
          if (length + text.length > mostSharedText) throw tooMuchText();
        },
      },
      none,
    ),
  );
  return texts;
}

/** Number formats that show a day or a time; of the workbook's own, those whose pattern does. */
const builtInDates = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);
const isDatePattern = (pattern: string): boolean =>
  /[ymdhs]/i.test(pattern.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, "")) && !/general/i.test(pattern);

async function dateStyles(store: Store, key: string, entry: ZipEntry | undefined): Promise<ReadonlySet<number>> {
  const own = new Set<number>();
  const styles = new Set<number>();
  if (entry === undefined) return styles;
  let inCells = false;
  let index = 0;
  await all(
    walk(
      store,
      key,
      entry,
      {
        open: (name, attributes) => {
          if (name === "numFmt" && isDatePattern(attributes["formatCode"] ?? "")) own.add(Number(attributes["numFmtId"]));
          else if (name === "cellXfs") inCells = true;
          else if (name === "xf" && inCells) {
            const format = Number(attributes["numFmtId"] ?? 0);
            if (builtInDates.has(format) || own.has(format)) styles.add(index);
            index++;
          }
        },
        close: (name) => {
          if (name === "cellXfs") inCells = false;
        },
      },
      none,
    ),
  );
  return styles;
}

interface Workbook {
  readonly sheet: ZipEntry;
  readonly from1904: boolean;
}

/** The first sheet that is shown. */
async function workbookOf(store: Store, key: string, entries: ReadonlyMap<string, ZipEntry>): Promise<Workbook> {
  const workbook = entries.get("xl/workbook.xml");
  const relations = entries.get("xl/_rels/workbook.xml.rels");
  for (const part of [workbook, relations, entries.get("xl/styles.xml")])
    if (part !== undefined && part.size > mostOfSmallPart) throw new UnreadableZip("The workbook describes far more than a workbook does.");
  if (workbook === undefined || relations === undefined) throw new UnreadableZip("The file is no workbook (.xlsx).");
  let from1904 = false;
  const sheets: { id: string; hidden: boolean }[] = [];
  await all(
    walk(
      store,
      key,
      workbook,
      {
        open: (name, attributes) => {
          if (name === "workbookPr") from1904 = attributes["date1904"] === "1" || attributes["date1904"] === "true";
          if (name === "sheet") {
            const id = Object.entries(attributes).find(([each]) => local(each) === "id" && each !== "id")?.[1] ?? "";
            sheets.push({ id, hidden: (attributes["state"] ?? "visible") !== "visible" });
          }
        },
      },
      none,
    ),
  );
  const targets = new Map<string, string>();
  await all(
    walk(store, key, relations, { open: (_name, attributes) => targets.set(attributes["Id"] ?? "", attributes["Target"] ?? "") }, none),
  );
  const chosen = sheets.find(({ hidden }) => !hidden) ?? sheets[0];
  const target = targets.get(chosen?.id ?? "") ?? "";
  const path = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  const sheet = entries.get(path);
  if (sheet === undefined) throw new UnreadableZip("The workbook has no sheet.");
  return { sheet, from1904 };
}

/** Column of "BC12": 54, counted from 0. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i++) {
    const code = reference.charCodeAt(i);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

/** A day number of a workbook as "2026-03-19", with the time when there is one; times alone as "14:30:00". */
export function dateText(serial: number, from1904: boolean): string {
  // of 1900: day 60 is a 29 February that never was
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - 25_569) * 86_400_000));
  if (Number.isNaN(at.getTime())) return String(serial);
  const iso = at.toISOString();
  if (serial >= 0 && serial < 1) return iso.slice(11, 19);
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/**
 * The rows of a workbook's first sheet as texts, in bounded memory: the sheet is read as it is unpacked. Days come as "2026-03-19",
 * truth as TRUE and FALSE, numbers with a point. An empty row comes as one without cells.
 * @throws UnreadableZip
 */
export async function* readSheet(store: Store, key: string, size: number): AsyncGenerator<string[]> {
  const entries = await readZip(store, key, size);
  const { sheet, from1904 } = await workbookOf(store, key, entries);
  const shared = await sharedTexts(store, key, entries.get("xl/sharedStrings.xml"));
  const dates = await dateStyles(store, key, entries.get("xl/styles.xml"));

  let rows: string[][] = [];
  let row: string[] = [];
  let text = "";
  let length = 0;
  let column = 0;
  let kind = "";
  let style = 0;
  let takes = false;
  let rowNumber = 0;
  let phonetic = 0;
  const valueOf = (): string => {
    if (kind === "s") return shared[Number(text)] ?? "";
    if (kind === "b") return text === "1" ? "TRUE" : "FALSE";
    if (kind === "inlineStr" || kind === "str" || kind === "e") return text;
    if (text === "") return "";
    if (kind === "d") return text.replace("T", " ").replace(/(\.\d+)?Z?$/, "");
    const number = Number(text);
    if (!Number.isFinite(number)) return text;
    if (dates.has(style)) return dateText(number, from1904);
    // what was typed as 0.1 is written as 0.10000000000000001: fifteen digits are what a sheet holds
    return /[eE.]/.test(text) ? plain(Number(number.toPrecision(15))) : text;
  };
  for await (const found of walk(
    store,
    key,
    sheet,
    {
      open: (name, attributes) => {
        if (name === "row") {
          const given = Number(attributes["r"] ?? rowNumber + 1);
          if (!(given > rowNumber) || given > mostRows) throw new UnreadableZip("The sheet's rows are out of order.");
          for (let empty = rowNumber + 1; empty < given && rows.length < mostRows; empty++) rows.push([]);
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
        } else if (name === "rPh") phonetic++;
        else takes = (name === "v" || name === "t") && phonetic === 0;
      },
      close: (name) => {
        if (name === "v" || name === "t") takes = false;
        else if (name === "rPh") phonetic--;
        else if (name === "c" && column >= 0 && column < mostColumns) {
          const value = valueOf();
          length += value.length;
          if (length > mostRowText) throw new UnreadableZip(`Row ${rowNumber} has more than ${mostRowText} characters.`);
          while (row.length < column) row.push("");
          row[column] = value;
        } else if (name === "row") rows.push(row);
      },
      text: (part) => {
        if (takes && text.length <= mostRowText) text += part;
      },
    },
    () => {
      const drained = rows;
      rows = [];
      return drained;
    },
  ))
    yield* found;
}

/** A number without an exponent. */
function plain(number: number): string {
  const text = String(number);
  if (!/e/.test(text)) return text;
  return number.toLocaleString("en-US", {
    useGrouping: false,
    maximumFractionDigits: 20,
    maximumSignificantDigits: 21,
  } as Intl.NumberFormatOptions);
}
