import { mostTableRows } from "./rows-in.ts";

/** Bytes of a file that is read. */
export const mostBytes = 10 * 1024 * 1024;

/** A table of 10,000 rows has a few MiB; how well it packs says nothing, as many of its cells are empty. */
const limits = { unpacked: 64 * 1024 * 1024, ratio: Infinity } as const;

/** Keys of `studio.sheet.unreadable.*` */
export type Unreadable = "tooLarge" | "workbook" | "csv" | "old";

// files are read and written by code that is loaded when somebody does so
const sheets = () => import("#sheets");

/** The rows of a CSV file or workbook as texts; one row more than may be taken is enough to know. */
export async function readFile(
  file: File,
): Promise<{ readonly matrix: string[][] } | { readonly unreadable: Unreadable; readonly why?: string }> {
  if (file.size > mostBytes) return { unreadable: "tooLarge" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const begins = (...signs: readonly number[]): boolean => signs.every((sign, at) => bytes[at] === sign);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return { unreadable: "old" };
  const isWorkbook = begins(0x50, 0x4b);
  const { UnreadableSheet } = await sheets();
  const matrix: string[][] = [];
  try {
    for await (const rows of isWorkbook ? workbookRows(bytes) : csvRows(bytes)) {
      for (const row of rows) matrix.push(row);
      if (matrix.length >= mostTableRows + 2) break;
    }
    return { matrix: matrix.slice(0, mostTableRows + 2) };
  } catch (fault) {
    if (fault instanceof UnreadableSheet) return { unreadable: isWorkbook ? "workbook" : "csv", why: fault.message };
    throw fault;
  }
}

async function* workbookRows(bytes: Uint8Array): AsyncGenerator<string[][]> {
  const { packedBytes, plainOf, readSheet, webPacking } = await sheets();
  // times of tables are said without seconds
  yield* readSheet(packedBytes(bytes, webPacking, limits), (text, kind) =>
    kind === "text" ? plainOf(text) : kind === "time" ? text.slice(0, 5) : text,
  );
}

async function* csvRows(bytes: Uint8Array): AsyncGenerator<string[][]> {
  const { allOf, cutRows, encodingOf, guessDelimiter, inPieces, plainOf, toUtf8, watchUtf8 } = await sheets();
  const utf8 = watchUtf8();
  utf8.look(bytes);
  const encoding = encodingOf(bytes.subarray(0, 8_192), utf8.isUtf8);
  const text = await allOf(toUtf8(inPieces(bytes), encoding));
  const delimiter = guessDelimiter(text.subarray(0, 256 * 1024), 0);
  for await (const rows of cutRows(inPieces(text), { delimiter, from: 0 })) yield rows.map(({ cells }) => cells.map(plainOf));
}

/** With a mark at the beginning, without which spreadsheets take UTF-8 for something else. */
export async function csvFile(matrix: readonly (readonly string[])[]): Promise<Blob> {
  const { csvLine, neutral } = await sheets();
  return new Blob(["\uFEFF", ...matrix.map((row) => csvLine(row.map(neutral)))], { type: "text/csv;charset=utf-8" });
}

/**
 * A workbook of one sheet. Its cells are formatted as text, so that what is typed into them stays what was typed.
 * @param columns which of them hold numbers, where they are plain ones, and how many letters wide they are
 */
export async function workbookFile(
  title: string,
  matrix: readonly (readonly string[])[],
  columns: readonly { readonly isNumeric: boolean; readonly width: number }[],
): Promise<Blob> {
  const { sheetRow, webPacking, writeWorkbook } = await sheets();
  const encoder = new TextEncoder();
  function* rows(): Generator<Uint8Array> {
    for (const [at, row] of matrix.entries()) {
      const cells = row.map((text, column) => (at > 0 && columns[column]?.isNumeric === true && isKept(text) ? Number(text) : text));
      yield encoder.encode(sheetRow(cells, at === 0 ? "head" : "asText"));
    }
  }
  const form = { title, frozen: 1, columns: columns.map(({ isNumeric, width }) => ({ width, asText: !isNumeric })) };
  const pieces: BlobPart[] = [];
  for await (const piece of writeWorkbook(form, rows(), webPacking)) pieces.push(piece as Uint8Array<ArrayBuffer>);
  return new Blob(pieces);
}

/** A number that a workbook keeps as it is: fifteen digits are what it holds. */
const isKept = (text: string): boolean =>
  /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && text.replaceAll(/[-.]/g, "").length <= 15 && String(Number(text)) === text;
