"use client";
import { nanoid } from "nanoid";
import { useTranslations } from "use-intl";
import type { Cell, Given, Json } from "#metadata";
import { useStudio } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import type { Column } from "../column.ts";
import type { Spot } from "../grid.tsx";
import { newOut } from "../new-row.ts";
import { bandsOf, neighbour, placesOf } from "../rows.ts";
import type { OpenTable } from "./use-open-table.ts";

/** What one does to a row or a cell: on the log, said to a screen reader, and the selection goes along. */
export function useRowDeeds(open: OpenTable, spot: Spot | undefined, onSpot: (spot: Spot | undefined) => void) {
  const t = useTranslations("studio.table");
  const text = useText();
  const { workspace, announce } = useStudio();
  const { table, key, columns, own, places, fromPackage, run } = open;
  const placeOf = (row: string): number => places.get(row) ?? 0;
  const cellAt = (row: string, column: Column) => ({ row: placeOf(row), column: text(column.label, column.name) });
  return {
    add: (after?: string): void => {
      const id = nanoid(10);
      // Under the given row; "" = at the top; nothing said = last of the tenant's own.
      const before = after === undefined ? null : after === "" ? (own[0] ?? null) : (own[own.indexOf(after) + 1] ?? null);
      const out = newOut(table, columns);
      run("addRow", { do: "add", document: key, path: ["rows"], id, value: { out }, before, among: own });
      onSpot({ row: id, column: columns.findIndex(({ side }) => side === "output"), focus: true });
      announce(t("added"));
    },
    duplicate: (row: string): void => {
      const source = table.rows[row];
      if (source === undefined) return;
      const id = nanoid(10);
      const value = source as unknown as Record<string, Json>;
      const before = own[own.indexOf(row) + 1] ?? null;
      run("duplicateRow", { do: "add", document: key, path: ["rows"], id, value, before, among: own }, { row: placeOf(row) });
      onSpot({ row: id, column: spot?.column ?? 0, focus: true });
      announce(t("added"));
    },
    remove: (row: string): void => {
      const next = own.length > 1 ? (own[own.indexOf(row) + 1] ?? neighbour(own, row, -1)) : undefined;
      run("removeRow", { do: "remove", document: key, path: ["rows", row] }, { row: placeOf(row) });
      onSpot(next === undefined ? undefined : { row: next, column: spot?.column ?? -1, focus: true });
      announce(t("deleted", { row: placeOf(row) }));
    },
    /** before: a row of the same band; null = last of the band */
    move: (row: string, before: string | null): void => {
      if (!run("moveRow", { do: "move", document: key, path: ["rows"], id: row, before, among: own }, { row: placeOf(row) })) return;
      const now = workspace.get().documents.get(key);
      if (now?.kind === "table")
        announce(t("moved", { from: placeOf(row), to: placesOf(bandsOf(now, fromPackage)).get(row) ?? 0, count: places.size }));
      onSpot({ row, column: spot?.row === row ? spot.column : -1, focus: true });
    },
    enable: (row: string, enabled: boolean): void => {
      run(
        enabled ? "enableRow" : "disableRow",
        { do: "set", document: key, path: ["rows", row, "enabled"], value: enabled ? undefined : false },
        { row: placeOf(row) },
      );
    },
    setInput: (row: string, column: Column, cell: Cell | undefined): void => {
      const value = cell as unknown as Json | undefined;
      run("setCell", { do: "set", document: key, path: ["rows", row, "cells", column.id], value }, cellAt(row, column));
    },
    setOutput: (row: string, column: Column, value: Given): void => {
      run("setCell", { do: "set", document: key, path: ["rows", row, "out", column.id], value }, cellAt(row, column));
    },
  };
}

export type RowDeeds = ReturnType<typeof useRowDeeds>;
