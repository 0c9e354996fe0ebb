"use client";
import { useTranslations } from "use-intl";
import type { TableRow } from "#metadata";
import { CellEditor, type Leave } from "../cell-editor.tsx";
import type { Column } from "../column.ts";
import type { GridProps, Spot } from "./grid-props.ts";

/** The editor of the cell that is being edited. */
export function EditorAt(props: {
  readonly editing: { readonly spot: Spot; readonly typed: string | undefined };
  readonly row: TableRow;
  readonly columns: readonly Column[];
  readonly heads: readonly string[];
  readonly locale: string;
  readonly place: number;
  readonly onType: GridProps["onType"];
  readonly onInput: GridProps["onInput"];
  readonly onOutput: GridProps["onOutput"];
  readonly onLeave: (from: Spot, how: Leave) => void;
}) {
  const t = useTranslations("studio.table");
  const { spot, typed } = props.editing;
  const column = props.columns[spot.column];
  if (column === undefined) return null;
  return (
    <CellEditor
      column={column}
      cell={column.side === "input" ? props.row.cells?.[column.id] : undefined}
      value={column.side === "output" ? props.row.out[column.id] : undefined}
      typed={typed}
      locale={props.locale}
      label={t("cellOf", { column: props.heads[spot.column] ?? "", row: props.place })}
      onType={column.side === "input" ? (cell) => props.onType?.(spot.row, column.id, { cell }) : undefined}
      onInput={(cell, how) => {
        props.onInput(spot.row, column, cell);
        props.onLeave(spot, how);
      }}
      onOutput={(value, how) => {
        props.onOutput(spot.row, column, value);
        props.onLeave(spot, how);
      }}
      onCancel={() => props.onLeave(spot, "stay")}
    />
  );
}
