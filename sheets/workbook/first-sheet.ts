import { UnreadableSheet } from "../unreadable.ts";
import type { Archive } from "./read-zip.ts";
import { local, walk } from "./xml.ts";

/** Bytes of a part that is held in memory whole: sheets by name, styles. */
const mostOfSmallPart = 32 * 1024 * 1024;

export const parts = {
  workbook: "xl/workbook.xml",
  relations: "xl/_rels/workbook.xml.rels",
  styles: "xl/styles.xml",
  sharedTexts: "xl/sharedStrings.xml",
} as const;

/** Which part is the first sheet that is shown, and whether its days are counted from 1904. @throws UnreadableSheet */
export async function firstSheet({ sizeOf, unpack }: Archive): Promise<{ readonly sheet: string; readonly from1904: boolean }> {
  for (const part of [parts.workbook, parts.relations, parts.styles])
    if ((sizeOf(part) ?? 0) > mostOfSmallPart) throw new UnreadableSheet("The workbook describes far more than a workbook does.");
  if (sizeOf(parts.workbook) === undefined || sizeOf(parts.relations) === undefined)
    throw new UnreadableSheet("The file is no workbook (.xlsx).", "no_text");
  let from1904 = false;
  const sheets: { readonly id: string; readonly isHidden: boolean }[] = [];
  await walk(unpack(parts.workbook), {
    open: (name, attributes) => {
      if (name === "workbookPr") from1904 = attributes["date1904"] === "1" || attributes["date1904"] === "true";
      if (name !== "sheet") return;
      const id = Object.entries(attributes).find(([each]) => local(each) === "id" && each !== "id")?.[1] ?? "";
      sheets.push({ id, isHidden: (attributes["state"] ?? "visible") !== "visible" });
    },
  });
  const targets = new Map<string, string>();
  await walk(unpack(parts.relations), {
    open: (_name, attributes) => void targets.set(attributes["Id"] ?? "", attributes["Target"] ?? ""),
  });
  const chosen = sheets.find(({ isHidden }) => !isHidden) ?? sheets[0];
  const target = targets.get(chosen?.id ?? "") ?? "";
  const sheet = target.startsWith("/") ? target.slice(1) : `xl/${target}`;
  if (sizeOf(sheet) === undefined) throw new UnreadableSheet("The workbook has no sheet.");
  return { sheet, from1904 };
}
