import type { Cell, Given } from "#metadata";
import { type Why, parseCell, parseGiven } from "./cell-text.ts";
import type { Column } from "./column.ts";

/** Tab-separated text as spreadsheets put it on the clipboard: quotes around cells with tabs, quotes or line ends. */
export function parseTabbed(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const source = text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at] as string;
    if (quoted) {
      if (char !== '"') cell += char;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === "\t") {
      row.push(cell);
      cell = "";
    } else if (char === "\n") {
      rows.push([...row, cell]);
      row = [];
      cell = "";
    } else cell += char;
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  while (rows.length > 0 && rows.at(-1)?.every((one) => one.trim() === "")) rows.pop();
  return rows;
}

export const toTabbed = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => (/["\t\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join("\t")).join("\n");

/** One value for one column: an input's cell (undefined = any), or what an output gives. */
export type Filled =
  | { readonly column: Column; readonly side: "input"; readonly cell: Cell | undefined }
  | { readonly column: Column; readonly side: "output"; readonly value: Given };

export interface PastedProblem {
  /** 0-based, of the pasted rows without their head */
  readonly row: number;
  readonly column: Column;
  readonly why: Why;
  readonly text: string;
}

export interface Pasted {
  readonly rows: readonly (readonly Filled[])[];
  readonly problems: readonly PastedProblem[];
  /** the first row named columns */
  readonly hadHead: boolean;
}

/**
 * Reads pasted cells against the table's columns.
 * A first row whose every filled cell names a column (label in any language, or API name) says which column is which; otherwise they
 * go in order from `first` on. Columns beyond the last are left out.
 */
export function readPasted(matrix: readonly (readonly string[])[], columns: readonly Column[], first = 0): Pasted {
  const head = matrix[0]?.map((text) => columns.find((column) => namesOf(column).includes(text.trim().toLowerCase())));
  const hadHead = head !== undefined && matrix.length > 1 && matrix[0]!.every((text, at) => text.trim() === "" || head[at] !== undefined);
  const order = hadHead ? head : columns.slice(first);
  const problems: PastedProblem[] = [];
  const rows = (hadHead ? matrix.slice(1) : matrix).map((cells, row) =>
    cells.flatMap((text, at): Filled[] => {
      const column = order[at];
      if (column === undefined) return [];
      if (column.side === "input") {
        const cell = parseCell(text, column);
        if (cell.ok) return [{ column, side: "input", cell: cell.value }];
        problems.push({ row, column, why: cell.why, text: cell.text });
        return [];
      }
      const value = parseGiven(text, column);
      if (value.ok) return [{ column, side: "output", value: value.value }];
      problems.push({ row, column, why: value.why, text: value.text });
      return [];
    }),
  );
  return { rows, problems, hadHead };
}

const namesOf = ({ name, label }: Column): string[] =>
  [name, ...(typeof label === "string" ? [label] : [label.en ?? "", label.zh ?? ""])]
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== "");
