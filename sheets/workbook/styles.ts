import type { Chunks } from "../bytes.ts";
import { walk } from "./xml.ts";

/** The styles of cells in the workbooks that are written here, by their place in `styleSheet`. Parts of exports that are under way name them. */
export const cellStyles = { day: 1, asText: 2, head: 3 } as const;

const xf = (format: number, font = 0): string =>
  `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0"${format === 0 ? "" : ' applyNumberFormat="1"'}${font === 0 ? "" : ' applyFont="1"'}/>`;

/** What stands within the styles of a workbook. 49: text. */
export const styleSheet =
  '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>' +
  '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="4">${xf(0)}${xf(164)}${xf(49)}${xf(49, 1)}</cellXfs>`;

/** Number formats that show a day or a time; of the workbook's own, those whose pattern does. */
const isBuiltInDate = (format: number): boolean =>
  (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
const isDatePattern = (pattern: string): boolean =>
  /[ymdhs]/i.test(pattern.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, "")) && !/general/i.test(pattern);

/** Numbers of the styles whose cells show a day or a time. @throws UnreadableSheet */
export async function dateStyles(part: Chunks): Promise<ReadonlySet<number>> {
  const own = new Set<number>();
  const styles = new Set<number>();
  let [inCells, index] = [false, 0];
  await walk(part, {
    open: (name, attributes) => {
      const format = Number(attributes["numFmtId"] ?? 0);
      if (name === "numFmt" && isDatePattern(attributes["formatCode"] ?? "")) own.add(format);
      else if (name === "cellXfs") inCells = true;
      else if (name === "xf" && inCells) {
        if (isBuiltInDate(format) || own.has(format)) styles.add(index);
        index += 1;
      }
    },
    close: (name) => {
      if (name === "cellXfs") inCells = false;
    },
  });
  return styles;
}
