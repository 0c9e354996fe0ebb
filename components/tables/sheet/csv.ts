/** A text that no program takes for a formula; an apostrophe before it, as files of records have it. */
export const guarded = (text: string): string => (/^'*[=+\-@\t\r\n＝＋－＠]/.test(text) && !isNumber.test(text) ? `'${text}` : text);
export const unguarded = (text: string): string => (/^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text);
const isNumber = /^[+-]?(\d+([.,]\d+)*|\.\d+)(e[+-]?\d+)?%?$/i;

/** RFC 4180 with a mark at the beginning, without which spreadsheets take UTF-8 for something else. */
export const writeCsv = (matrix: readonly (readonly string[])[]): string =>
  `\uFEFF${matrix.map((row) => `${row.map((text) => quoted(guarded(text))).join(",")}\r\n`).join("")}`;

const quoted = (text: string): string => (/[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A file's bytes as text: by its mark, else UTF-8, else what spreadsheets of a Chinese Windows write. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

/** Rows and cells, parted by the sign that parts the heads into the most columns. */
export function readCsv(text: string, most: number): string[][] {
  const source = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const [delimiter] = [",", ";", "\t"]
    .map((sign) => [sign, cut(source, sign, 1)[0]?.length ?? 0] as const)
    .reduce((best, each) => (each[1] > best[1] ? each : best));
  return cut(source, delimiter, most).map((row) => row.map(unguarded));
}

function cut(source: string, delimiter: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < source.length && rows.length < most) {
    let cell: string;
    if (source[at] === '"') {
      cell = "";
      at += 1;
      for (;;) {
        const end = source.indexOf('"', at);
        cell += source.slice(at, end < 0 ? source.length : end);
        at = end < 0 ? source.length : end + 1;
        if (end < 0 || source[at] !== '"') break;
        cell += '"';
        at += 1;
      }
    } else cell = "";
    const from = at;
    while (at < source.length && source[at] !== delimiter && source[at] !== "\n" && source[at] !== "\r") at += 1;
    row.push(cell + source.slice(from, at));
    if (source[at] === delimiter) {
      at += 1;
      if (at < source.length) continue;
      row.push("");
    } else if (source[at] === "\r" && source[at + 1] === "\n") at += 2;
    else at += 1;
    rows.push(row);
    row = [];
  }
  if (row.length > 0 && rows.length < most) rows.push(row);
  return rows;
}
