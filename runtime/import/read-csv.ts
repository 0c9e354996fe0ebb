import { parse } from "csv-parse";
import type { FileStore } from "../files/store.ts";

/** How a file of rows is cut. The bytes are UTF-8. */
export interface CsvForm {
  readonly delimiter: string;
  /** byte at which the rows begin, behind a byte order mark and, where there is one, the row of headings */
  readonly from: number;
}

export interface CsvRow {
  readonly cells: readonly string[];
  /** byte at which the next row begins */
  readonly end: number;
}

/** Characters of one row. A quotation mark that is never closed makes one row of the rest of the file: it ends here. */
export const mostRowText = 1_000_000;
/** Columns of one row; what stands beyond is not read. */
export const mostColumns = 500;

/** The file cannot be cut into rows. */
export class UnreadableRows extends Error {
  override readonly name = "UnreadableRows";
}

const parserOf = (delimiter: string, each?: (record: string[], info: { readonly bytes: number }) => null) =>
  parse({
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    info: true,
    ...(each === undefined ? {} : { on_record: (({ record, info }: never) => each(record, info)) as never }),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: false,
    max_record_size: mostRowText,
    // rows that are ready before they are asked for; the type of the options knows no stream options
    ...({ readableHighWaterMark: 16 } as object),
  });

/** Rows from byte `at` on, as they are asked for: at most some hundred KiB are read ahead. @throws UnreadableRows */
export async function* readCsv(
  store: Pick<FileStore, "getStream">,
  key: string,
  { delimiter, from }: CsvForm,
  at = from,
): AsyncGenerator<CsvRow> {
  const found = await store.getStream(key, { first: at, last: Number.MAX_SAFE_INTEGER });
  if (found === undefined) throw new UnreadableRows("The file is no longer there.");
  const parser = parserOf(delimiter);
  found.stream.on("error", (error) => parser.destroy(error));
  found.stream.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { bytes: number } }>) {
      yield { cells: record.length > mostColumns ? record.slice(0, mostColumns) : record, end: at + info.bytes };
    }
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    if (code === "CSV_MAX_RECORD_SIZE")
      throw new UnreadableRows(`A row has more than ${mostRowText} characters; a quotation mark may not be closed.`);
    if (code.startsWith("CSV_")) throw new UnreadableRows((error as Error).message);
    throw error;
  } finally {
    found.stream.destroy();
    parser.destroy();
  }
}

/** Rows of a piece of text that is there whole, such as the head of a file. What is cut off at its end may be wrong. */
export async function rowsOf(bytes: Uint8Array, form: CsvForm): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  // as they are found: those before a fault count too
  const parser = parserOf(form.delimiter, (record, { bytes: end }) => {
    rows.push({ cells: record, end: form.from + end });
    return null;
  });
  const ended = new Promise<void>((resolve) => {
    parser.once("end", resolve);
    parser.once("error", () => resolve());
  });
  parser.resume();
  parser.end(Buffer.from(bytes.subarray(form.from)));
  await ended;
  return rows;
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The delimiter by which the first rows fall into the most columns of equal number; a comma when none does. */
export async function guessDelimiter(head: Uint8Array, from: number): Promise<string> {
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    const rows = (await rowsOf(head, { delimiter, from })).slice(0, 20).filter(({ cells }) => cells.length > 1 || cells[0] !== "");
    const width = rows[0]?.cells.length ?? 0;
    const same = rows.filter(({ cells }) => cells.length === width).length / Math.max(1, rows.length);
    const score = width < 2 ? 0 : width * same;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
