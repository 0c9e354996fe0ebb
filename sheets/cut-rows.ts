import { UnreadableSheet } from "./unreadable.ts";

/** A row of a file. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** byte at which the next row begins */
  readonly end: number;
}

/** Characters of one row. A quotation mark that is never closed makes one row of the rest of the file: it ends here. */
export const mostRowText = 1_000_000;
/** Columns of one row; what stands beyond is not read. */
export const mostColumns = 500;

const [quote, lineFeed, carriageReturn] = [0x22, 0x0a, 0x0d];
// one comparison for nearly every byte
const stops = (byte: number): boolean => byte <= quote && (byte === lineFeed || byte === quote || byte === carriageReturn);
const none = new Uint8Array(0);

export interface Cutter {
  /** Rows that are whole by now. @throws UnreadableSheet */
  push(chunk: Uint8Array): CsvRow[];
  /** What is left at the end of the file. @throws UnreadableSheet */
  end(): CsvRow[];
}

/** Reads UTF-8: what stands from byte `start` to before `end` of these bytes. */
export type ReadText = (bytes: Uint8Array) => (start: number, end: number) => string;

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const decoded: ReadText = (bytes) => (start, end) => decoder.decode(bytes.subarray(start, end));

/**
 * Cuts UTF-8 bytes, as they come, into rows and cells: RFC 4180, with any usual line end, rows of any number of cells, and quotation marks where
 * they do not belong taken as they stand. `at`: the byte with which the bytes begin. `read`: an environment may know a quicker way.
 */
export function createCutter(delimiter: string, at = 0, read: ReadText = decoded): Cutter {
  const separator = delimiter.charCodeAt(0);
  let rest: Uint8Array = none;

  function cut(bytes: Uint8Array, isLast: boolean): CsvRow[] {
    const rows: CsvRow[] = [];
    const textOf = read(bytes);
    let start = 0;
    while (start < bytes.length) {
      let end = start;
      while (end < bytes.length && !stops(bytes[end]!)) end += 1;
      const plain = bytes[end] !== quote;
      if (!plain) end = endOfQuoted(bytes, start, separator, isLast);
      else if (end === bytes.length && !isLast) end = -1;
      // a carriage return may have its line feed in what comes next
      const waits = end < 0 || (end === bytes.length - 1 && bytes[end] === carriageReturn && !isLast);
      if ((waits ? bytes.length : end) - start > 4 * mostRowText) throw tooLong();
      if (waits) break;
      const text = textOf(start, end);
      if (text.length > mostRowText) throw tooLong();
      start = end + (bytes[end] === carriageReturn && bytes[end + 1] === lineFeed ? 2 : 1);
      const cells = plain ? text.split(delimiter) : cellsOf(text, delimiter);
      rows.push({ cells: cells.length > mostColumns ? cells.slice(0, mostColumns) : cells, end: at + Math.min(start, bytes.length) });
    }
    at += Math.min(start, bytes.length);
    rest = start < bytes.length ? bytes.subarray(start) : none;
    return rows;
  }

  // what is left of one chunk and the next one, side by side; taken again and again
  let both = new Uint8Array(0);
  function behindRest(chunk: Uint8Array): Uint8Array {
    const size = rest.length + chunk.length;
    if (both.length < size) both = new Uint8Array(2 * size);
    both.set(rest);
    both.set(chunk, rest.length);
    return both.subarray(0, size);
  }

  return {
    // a view of its own: what Node calls a Buffer is slower to cut
    push: (chunk) => cut(rest.length === 0 ? new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length) : behindRest(chunk), false),
    end: () => cut(rest, true),
  };
}

const tooLong = () =>
  new UnreadableSheet(`A row has more than ${mostRowText} characters; a quotation mark may not be closed.`, "quotation");

/** The byte behind the last of a row that has quotation marks in it; -1: it is not whole yet. */
function endOfQuoted(bytes: Uint8Array, start: number, separator: number, isLast: boolean): number {
  let inside = false;
  // a quotation begins with its cell
  let begins = true;
  for (let i = start; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (inside) {
      if (byte !== quote) {
        // what is quoted is passed over at once
        const next = bytes.indexOf(quote, i);
        if (next < 0) break;
        i = next;
      }
      if (i + 1 === bytes.length) {
        if (!isLast) return -1;
        inside = false;
        break;
      }
      if (bytes[i + 1] === quote) i++;
      else inside = false;
      continue;
    }
    if (byte === lineFeed || byte === carriageReturn) return i;
    if (byte === quote && begins) inside = true;
    begins = byte === separator;
  }
  if (!isLast) return -1;
  if (inside) throw new UnreadableSheet("A quotation mark is opened and not closed.", "quotation");
  return bytes.length;
}

/** The cells of a row that has quotation marks in it. */
function cellsOf(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at);
      cells.push(end < 0 ? text.slice(at) : text.slice(at, end));
      if (end < 0) return cells;
      at = end + 1;
      continue;
    }
    let cell = "";
    let from = at + 1;
    let end = text.indexOf('"', from);
    for (; text[end + 1] === '"'; end = text.indexOf('"', from)) {
      cell += text.slice(from, end + 1);
      from = end + 2;
    }
    cell += text.slice(from, end);
    const behind = text.indexOf(delimiter, end + 1);
    const rest = behind < 0 ? text.slice(end + 1) : text.slice(end + 1, behind);
    // more behind the closing mark: it was no quotation
    cells.push(rest === "" ? cell : `"${cell}"${rest}`);
    if (behind < 0) return cells;
    at = behind + 1;
  }
}
