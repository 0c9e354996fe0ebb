/** Tables in files: CSV and workbooks (.xlsx), read and written as their bytes come, on the server and in the browser. */
export { allOf, inPieces, type Chunks } from "./bytes.ts";
export { csvLine } from "./csv-line.ts";
export { cutRows, guessDelimiter, rowsOf, type CsvForm } from "./csv-form.ts";
export type { CsvRow, ReadText } from "./cut-rows.ts";
export { neutral, plainOf } from "./neutral.ts";
export { encodingOf, markOf, toUtf8, watchUtf8, type Encoding } from "./text-encoding.ts";
export { UnreadableSheet } from "./unreadable.ts";
export { mostCellText } from "./workbook/cell-text.ts";
export { packedBytes, webPacking, type PackedFile, type Packing } from "./workbook/packing.ts";
export { mostSheetRows, readSheet } from "./workbook/read-sheet.ts";
export { sheetRow, type Cell } from "./workbook/sheet-row.ts";
export { writeWorkbook } from "./workbook/write-workbook.ts";
