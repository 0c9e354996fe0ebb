"use client";
import { nanoid } from "nanoid";
import { useMemo, useState } from "react";
import type { Cell, TableDocument, TableRow } from "#metadata";
import type { TableFinding } from "#runtime/rules";
import { useText } from "../../i18n/index.ts";
import type { Bench, Cure } from "../analysis/cures.ts";
import { marksOf } from "../analysis/marks.ts";
import { useAnalysis } from "../analysis/use-analysis.ts";
import { sameFinding } from "../findings.tsx";
import type { Spot } from "../grid.tsx";
import { newOut } from "../new-row.ts";
import type { OpenTable } from "./use-open-table.ts";

/** What deserves a look in the table, which of it is shown, the cells it marks, and its cures. */
export function useShownFindings(open: OpenTable, onSpot: (spot: Spot) => void) {
  const { table, columns, bands, places, published, run } = open;
  const text = useText();
  const analysis = useAnalysis(table, columns, bands);
  const [wanted, setWanted] = useState<TableFinding>();
  // what is shown stays marked as long as it is found
  const shown = useMemo(() => wanted && analysis.findings.find((each) => sameFinding(wanted, each)), [wanted, analysis.findings]);
  const marks = useMemo(() => marksOf(analysis.findings, shown), [analysis.findings, shown]);
  const bench = useMemo(
    (): Omit<Bench, "table"> => ({
      own: bands[0]?.rows ?? [],
      ownColumns: columnsOfTenant(table, published?.origins ?? {}),
      newId: () => nanoid(10),
      newOut: () => newOut(table, columns),
    }),
    [bands, table, published, columns],
  );
  return {
    analysis,
    shown,
    marks,
    bench,
    show: (finding: TableFinding): void => {
      setWanted(finding);
      const at = columns.findIndex(({ id }) => id === finding.columns[0]);
      if (finding.row !== undefined) onSpot({ row: finding.row, column: at, focus: true });
    },
    cure: (cure: Cure, { columns: [about] }: TableFinding): void => {
      const column = columns.find(({ id }) => id === (cure.narrows?.column ?? about));
      const name = column === undefined ? "" : text(column.label, column.name);
      if (!run(cureDeeds[cure.is], [...cure.commands], { row: places.get(cure.row ?? "") ?? 0, column: name, name })) return;
      const at = columns.findIndex(({ side, id }) => (cure.is === "addRow" ? side === "output" : id === column?.id));
      if (cure.goTo !== undefined) onSpot({ row: cure.goTo, column: Math.max(0, at), focus: true });
    },
    /** a cell as it is being typed; undefined: no longer */
    type: (row: string, column: string, typed: { readonly cell: Cell | undefined } | undefined): void =>
      analysis.type(row, withCell(table.rows[row], column, typed)),
  };
}

export type ShownFindings = ReturnType<typeof useShownFindings>;

/** What the log says of a cure. */
const cureDeeds: Readonly<Record<Cure["is"], string>> = {
  merge: "mergeRows",
  narrow: "setCell",
  delete: "removeRow",
  disable: "disableRow",
  addRow: "addRow",
  removeColumn: "removeColumn",
};

/** A row with another cell; undefined: there is no such row, or it stays as it is. */
function withCell(row: TableRow | undefined, column: string, typed: { readonly cell: Cell | undefined } | undefined): TableRow | undefined {
  if (row === undefined || typed === undefined) return undefined;
  const { [column]: _before, ...cells } = row.cells ?? {};
  return { ...row, cells: typed.cell === undefined ? cells : { ...cells, [column]: typed.cell } };
}

/** Columns that no package made. */
function columnsOfTenant(table: TableDocument, origins: Readonly<Record<string, string>>): ReadonlySet<string> {
  const own = new Set(Object.keys(table.inputs));
  for (const [pointer, layer] of Object.entries(origins)) {
    const id = /^\/inputs\/([^/]+)/.exec(pointer)?.[1];
    if (id !== undefined && layer !== "tenant") own.delete(id);
  }
  return own;
}
