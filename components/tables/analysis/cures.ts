import type { Cell, Json, TableDocument } from "#metadata";
import type { TableFinding } from "#runtime/rules";
import type { Command } from "../../designer/commands/index.ts";
import type { DocumentKey } from "../../designer/documents.ts";
import { joinedCell } from "./joined-cell.ts";

/** What would do away with a finding, as one deed that can be undone. */
export interface Cure {
  readonly is: "merge" | "narrow" | "delete" | "disable" | "addRow" | "removeColumn";
  /** the row it is about */
  readonly row?: string;
  /** what a narrowed row would ask, and in which column */
  readonly narrows?: { readonly column: string; readonly cell: Cell };
  readonly commands: readonly Command[];
  /** where to look afterwards */
  readonly goTo?: string;
}

export interface Bench {
  readonly table: TableDocument;
  /** rows that may be changed, in their order; others may only be switched off */
  readonly own: readonly string[];
  /** columns that may be removed */
  readonly ownColumns: ReadonlySet<string>;
  readonly newId: () => string;
  /** what a new row gives, until somebody says otherwise */
  readonly newOut: () => Readonly<Record<string, Json>>;
}

/** The obvious cure of a finding; undefined: there is none, somebody has to think. */
export function cureOf(finding: TableFinding, bench: Bench): Cure | undefined {
  const { table, own } = bench;
  const document: DocumentKey = `table/${table.name}`;
  const { row, by = [] } = finding;
  const isOwn = (id: string): boolean => own.includes(id);
  const away = (id: string): Cure =>
    isOwn(id)
      ? { is: "delete", row: id, commands: [{ do: "remove", document, path: ["rows", id] }] }
      : { is: "disable", row: id, commands: [{ do: "set", document, path: ["rows", id, "enabled"], value: false }] };
  const newRow = (cells: Readonly<Record<string, Cell>>): Cure => {
    const id = bench.newId();
    const value = { ...(Object.keys(cells).length > 0 ? { cells } : {}), out: bench.newOut() } as unknown as Readonly<Record<string, Json>>;
    return { is: "addRow", goTo: id, commands: [{ do: "add", document, path: ["rows"], id, value, before: null, among: own }] };
  };
  switch (finding.is) {
    case "shadowed":
    case "outranked":
    case "same":
    case "unreachable":
    case "expired":
      return row === undefined ? undefined : away(row);
    case "mergeable":
      return row === undefined ? undefined : merged(table, document, [...by, row].filter(isOwn), finding, by.length + 1);
    case "overlap":
    case "twice":
    case "again": {
      const { rest } = finding;
      if (row === undefined || rest === undefined || !isOwn(row)) return undefined;
      const value = rest.cell as unknown as Json;
      return {
        is: "narrow",
        row,
        narrows: rest,
        goTo: row,
        commands: [{ do: "set", document, path: cellPath(table, row, rest.column), value: nested(table, row, rest.column, value) }],
      };
    }
    case "gap":
      return newRow(finding.where ?? {});
    case "unnamed":
      return newRow(finding.where ?? {});
    case "unused": {
      const [column] = finding.columns;
      if (column === undefined || !bench.ownColumns.has(column)) return undefined;
      return { is: "removeColumn", commands: [{ do: "remove", document, path: ["inputs", column] }] };
    }
  }
}

/** A row without cells gets them with its first. */
const cellPath = (table: TableDocument, row: string, column: string): string[] =>
  table.rows[row]?.cells === undefined ? ["rows", row, "cells"] : ["rows", row, "cells", column];
const nested = (table: TableDocument, row: string, column: string, value: Json): Json =>
  table.rows[row]?.cells === undefined ? { [column]: value } : value;

/** The first row asks what all of them ask; the others go. */
function merged(table: TableDocument, document: DocumentKey, ids: readonly string[], finding: TableFinding, all: number): Cure | undefined {
  const [first, ...others] = ids;
  const [column] = finding.columns;
  if (first === undefined || column === undefined || ids.length < all) return undefined;
  const cell = joinedCell(ids.map((id) => table.rows[id]?.cells?.[column]));
  if (cell === undefined) return undefined;
  const notes = [...new Set(ids.flatMap((id) => table.rows[id]?.note ?? []))];
  const commands: Command[] = [
    cell === "any"
      ? { do: "set", document, path: ["rows", first, "cells", column], value: undefined }
      : { do: "set", document, path: cellPath(table, first, column), value: nested(table, first, column, cell as unknown as Json) },
    ...(notes.length > 1 ? [{ do: "set", document, path: ["rows", first, "note"], value: notes.join("\n").slice(0, 2_000) } as const] : []),
    ...others.map((id): Command => ({ do: "remove", document, path: ["rows", id] })),
  ];
  return { is: "merge", row: first, goTo: first, commands };
}
