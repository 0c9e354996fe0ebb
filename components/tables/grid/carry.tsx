"use client";
import type { TableRow } from "#metadata";
import type { DragPoint } from "../../designer/drag-point.ts";
import { Icon } from "../../ui/icon.tsx";
import { OutputCell } from "../cell-view.tsx";
import type { Column } from "../column.ts";

/** Where a carried row would go. */
export interface Drop {
  readonly row: string;
  readonly after: boolean;
}
export const dropAt = (point: DragPoint | undefined): Drop | undefined => point && { row: point.id, after: point.part > 0.5 };
export const sameDrop = (before: Drop | undefined, now: Drop | undefined): Drop | undefined =>
  before?.row === now?.row && before?.after === now?.after ? before : now;

/** What one carries: the row's place and what it gives first. */
export function CarriedRow(props: {
  readonly row: TableRow | undefined;
  readonly place: number | undefined;
  readonly columns: readonly Column[];
  readonly locale: string;
}) {
  const column = props.columns.find(({ side }) => side === "output");
  return (
    <div className="inline-flex h-9 items-center gap-2 rounded-md bg-surface-raised px-3 shadow-3">
      <Icon name="grip-vertical" className="text-faint" />
      <span className="num text-muted">{props.place}</span>
      {column === undefined ? null : <OutputCell value={props.row?.out[column.id]} column={column} locale={props.locale} isOff={false} />}
    </div>
  );
}
