import type { Chunks } from "../bytes.ts";
import { xmlText } from "./cell-text.ts";
import type { Packing } from "./packing.ts";
import { cellStyles, styleSheet } from "./styles.ts";
import { writeZip, type Part } from "./write-zip.ts";

/** How a sheet looks. Its first row stays in sight. */
export interface SheetForm {
  /** what the sheet is called, as far as it may be */
  readonly title: string;
  /** columns that stay in sight as well */
  readonly frozen?: number;
  /** from the first on: how many letters wide, and whether cells that are still empty are formatted as text */
  readonly columns?: readonly { readonly width: number; readonly asText: boolean }[];
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const packaged = "http://schemas.openxmlformats.org/package/2006";
const sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml";

/** A workbook of one sheet, packed while its rows come (`sheetRow`): what is in memory does not grow with it. @throws RangeError beyond 4 GiB */
export const writeWorkbook = (form: SheetForm, rows: Chunks, packing: Packing): AsyncGenerator<Uint8Array> =>
  writeZip(partsOf(form, rows), packing);

function partsOf(form: SheetForm, rows: Chunks): readonly Part[] {
  async function* sheet(): AsyncGenerator<Uint8Array> {
    const encoder = new TextEncoder();
    yield encoder.encode(`${head}<worksheet xmlns="${main}">${viewOf(form)}<sheetData>\n`);
    yield* rows;
    yield encoder.encode("</sheetData></worksheet>");
  }
  return [
    {
      name: "[Content_Types].xml",
      content: `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetType}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${sheetType}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetType}.styles+xml"/></Types>`,
    },
    {
      name: "_rels/.rels",
      content: `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    },
    {
      name: "xl/workbook.xml",
      content: `${head}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${xmlText(nameOf(form.title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      name: "xl/_rels/workbook.xml.rels",
      content: `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    },
    { name: "xl/styles.xml", content: `${head}<styleSheet xmlns="${main}">${styleSheet}</styleSheet>` },
    { name: "xl/worksheets/sheet1.xml", content: sheet() },
  ];
}

/** What a sheet may be called: 31 characters, some signs left out. */
const nameOf = (title: string): string =>
  title
    .replaceAll(/[[\]:*?/\\'"]|\p{Cc}/gu, " ")
    .trim()
    .slice(0, 31)
    .toWellFormed() || "Sheet1";

function viewOf({ frozen = 0, columns = [] }: SheetForm): string {
  const pane =
    frozen === 0
      ? '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
      : `<pane xSplit="${frozen}" ySplit="1" topLeftCell="${String.fromCharCode(65 + frozen)}2" activePane="bottomRight" state="frozen"/>`;
  const cols = columns.map(
    ({ width, asText }, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"${asText ? ` style="${cellStyles.asText}"` : ""}/>`,
  );
  return `<sheetViews><sheetView workbookViewId="0">${pane}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${cols.length === 0 ? "" : `<cols>${cols.join("")}</cols>`}`;
}
