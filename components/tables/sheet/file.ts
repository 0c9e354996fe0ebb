import { readCsv, decodeText, writeCsv } from "./csv.ts";
import { mostSheetRows } from "./rows-in.ts";

/** Bytes of a file that is read. */
export const mostBytes = 10 * 1024 * 1024;

/** Keys of `studio.sheet.unreadable.*` */
export type Unreadable = "tooLarge" | "workbook" | "old";

/** The rows of a CSV file or workbook as texts; one row more than may be taken is enough to know. */
export async function readFile(
  file: File,
): Promise<{ readonly matrix: string[][] } | { readonly unreadable: Unreadable; readonly why?: string }> {
  if (file.size > mostBytes) return { unreadable: "tooLarge" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const begins = (...signs: readonly number[]): boolean => signs.every((sign, at) => bytes[at] === sign);
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return { unreadable: "old" };
  const most = mostSheetRows + 2;
  if (!begins(0x50, 0x4b)) return { matrix: readCsv(decodeText(bytes), most) };
  const { readWorkbook, UnreadableWorkbook } = await import("./workbook.ts");
  try {
    return { matrix: await readWorkbook(bytes, most) };
  } catch (fault) {
    if (fault instanceof UnreadableWorkbook) return { unreadable: "workbook", why: fault.message };
    throw fault;
  }
}

export const csvFile = (matrix: readonly (readonly string[])[]): Blob => new Blob([writeCsv(matrix)], { type: "text/csv;charset=utf-8" });
