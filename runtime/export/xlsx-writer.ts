import { crc32, createDeflateRaw } from "node:zlib";
import type { Cell } from "./cell-writer.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** What XML cannot hold at all: it is left out. */
const unsayable = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const text = (value: string): string =>
  value
    .slice(0, 32_767)
    .replaceAll(/[&<>]/g, (sign) => escapes[sign]!)
    .replaceAll(unsayable, "");

/** Day number of a workbook; undefined: a day before its calendar begins, which stays a text. */
function dayNumber(day: string): number | undefined {
  const at = Date.parse(`${day}T00:00:00Z`);
  const days = at / 86_400_000 + 25_569;
  return Number.isInteger(days) && days > 60 ? days : undefined;
}

/** One row of a sheet. Texts are typed as texts: nothing in them is ever a formula. */
export function sheetRow(cells: readonly Cell[]): string {
  let row = "<row>";
  for (const cell of cells) {
    const day = typeof cell === "object" ? dayNumber(cell.day) : undefined;
    if (cell === "") row += "<c/>";
    else if (typeof cell === "number" && Number.isFinite(cell)) row += `<c><v>${cell}</v></c>`;
    else if (typeof cell === "boolean") row += `<c t="b"><v>${cell ? 1 : 0}</v></c>`;
    else if (day !== undefined) row += `<c s="1"><v>${day}</v></c>`;
    else row += `<c t="inlineStr"><is><t xml:space="preserve">${text(typeof cell === "object" ? cell.day : String(cell))}</t></is></c>`;
  }
  return `${row}</row>\n`;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** Rows that one sheet holds, the headings included. */
export const mostSheetRows = 1_048_576;

/** The parts of a workbook with one sheet whose rows come as text. */
function parts(
  title: string,
  rows: AsyncIterable<Uint8Array>,
): readonly (readonly [name: string, content: string | AsyncIterable<Uint8Array>])[] {
  async function* sheet(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(
      `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>\n`,
    );
    yield* rows;
    yield Buffer.from("</sheetData></worksheet>");
  }
  const name = text(
    title
      .replaceAll(/[[\]:*?/\\'"]/g, " ")
      .trim()
      .slice(0, 31) || "Sheet1",
  );
  return [
    [
      "[Content_Types].xml",
      `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/></Types>`,
    ],
    [
      "_rels/.rels",
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      "xl/workbook.xml",
      `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${name}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ],
    [
      "xl/styles.xml",
      `${head}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ],
    ["xl/worksheets/sheet1.xml", sheet()],
  ];
}

/** A workbook of one sheet, packed while its rows come: what is in memory does not grow with it. @throws RangeError beyond 4 GiB */
export async function* writeWorkbook(title: string, rows: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of parts(title, rows)) {
    const called = Buffer.from(name);
    // sizes and sum stand behind the bytes: they are not known before
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(0x0808, 6);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(0x21, 12);
    local.writeUInt16LE(called.length, 26);
    yield Buffer.concat([local, called]);

    const deflate = createDeflateRaw({ level: 6 });
    let [sum, size, packed] = [0, 0, 0];
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const chunk of typeof content === "string" ? [Buffer.from(content)] : content) {
        sum = crc32(chunk, sum);
        size += chunk.length;
        yield chunk;
      }
    }
    const feeding = (async () => {
      for await (const chunk of counted()) if (!deflate.write(chunk)) await new Promise((resolve) => deflate.once("drain", resolve));
      deflate.end();
    })();
    feeding.catch((error: unknown) => deflate.destroy(error as Error));
    for await (const chunk of deflate as AsyncIterable<Buffer>) {
      packed += chunk.length;
      yield chunk;
    }
    await feeding;
    if (size > 0xfffffffe || at > 0xf0000000) throw new RangeError("the workbook is larger than 4 GiB");

    const trailer = Buffer.alloc(16);
    trailer.writeUInt32LE(0x08074b50, 0);
    trailer.writeUInt32LE(sum, 4);
    trailer.writeUInt32LE(packed, 8);
    trailer.writeUInt32LE(size, 12);
    yield trailer;
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 4);
    entry.writeUInt16LE(20, 6);
    local.copy(entry, 8, 6, 14);
    entry.writeUInt32LE(sum, 16);
    entry.writeUInt32LE(packed, 20);
    entry.writeUInt32LE(size, 24);
    entry.writeUInt16LE(called.length, 28);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, called);
    at += 30 + called.length + packed + 16;
  }
  const whole = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length / 2, 8);
  end.writeUInt16LE(directory.length / 2, 10);
  end.writeUInt32LE(whole.length, 12);
  end.writeUInt32LE(at, 16);
  yield Buffer.concat([whole, end]);
}
