import type { Chunks } from "./bytes.ts";
import { createCutter, type CsvRow, type ReadText } from "./cut-rows.ts";
import { UnreadableSheet } from "./unreadable.ts";

/** How a file of rows is cut. The bytes are UTF-8. */
export interface CsvForm {
  readonly delimiter: string;
  /** byte at which the rows begin, behind a byte order mark and, where there is one, the row of headings */
  readonly from: number;
}

/** The rows of bytes that begin at `from`, some hundred at a time, as they come. @throws UnreadableSheet */
export async function* cutRows(chunks: Chunks, { delimiter, from }: CsvForm, read?: ReadText): AsyncGenerator<CsvRow[]> {
  const cutter = createCutter(delimiter, from, read);
  for await (const chunk of chunks) {
    const rows = cutter.push(chunk);
    if (rows.length > 0) yield rows;
  }
  const rows = cutter.end();
  if (rows.length > 0) yield rows;
}

/** Rows of the head of a file. What is cut off at its end may be wrong; what cannot be cut is left out. */
export function rowsOf(bytes: Uint8Array, { delimiter, from }: CsvForm): CsvRow[] {
  const cutter = createCutter(delimiter, from);
  const rows: CsvRow[] = [];
  try {
    rows.push(...cutter.push(bytes.subarray(from)));
    rows.push(...cutter.end());
  } catch (error) {
    if (!(error instanceof UnreadableSheet)) throw error;
  }
  return rows;
}

const delimiters = [",", ";", "\t", "|"] as const;

/** The delimiter by which the first rows fall into the most columns of equal number; a comma when none does. */
export function guessDelimiter(head: Uint8Array, from: number): string {
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of delimiters) {
    const rows = rowsOf(head, { delimiter, from })
      .slice(0, 20)
      .filter(({ cells }) => cells.length > 1 || cells[0] !== "");
    const width = rows[0]?.cells.length ?? 0;
    const same = rows.filter(({ cells }) => cells.length === width).length / Math.max(1, rows.length);
    const score = width < 2 ? 0 : width * same;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
