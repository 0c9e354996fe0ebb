"use client";
import { type ReactNode, memo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { TableRow } from "#metadata";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { type RowMarks, sameMarks } from "../analysis/marks.ts";
import { InputCell, OutputCell } from "../cell-view.tsx";
import { type Column, isNumeric } from "../column.ts";
import type { RowState } from "../rows.ts";
import type { Spot } from "./grid-props.ts";
import { RowHead } from "./row-head.tsx";
import { type RowAct, RowMenu } from "./row-menu.tsx";

interface RowLineProps {
  readonly id: string;
  readonly row: TableRow;
  readonly place: number;
  readonly columns: readonly Column[];
  readonly template: string;
  readonly start: number;
  readonly height: number;
  readonly locale: string;
  /** column of this row that takes the focus */
  readonly active: number | undefined;
  readonly isSelected: boolean;
  readonly isLocked: boolean;
  readonly isHit: boolean;
  readonly isDragged: boolean;
  /** a row of this band is carried */
  readonly isDropping: boolean;
  readonly state: RowState;
  readonly marks: RowMarks | undefined;
  readonly drop: "before" | "after" | undefined;
  readonly editor: ReactNode;
  readonly editedColumn: number | undefined;
  readonly onSelect: (spot: Spot) => void;
  readonly onEdit: (spot: Spot) => void;
  readonly onAction: (act: RowAct) => void;
}

const unchanged = (before: RowLineProps, after: RowLineProps): boolean =>
  before.row === after.row &&
  before.place === after.place &&
  before.columns === after.columns &&
  before.template === after.template &&
  before.start === after.start &&
  before.locale === after.locale &&
  before.active === after.active &&
  before.isSelected === after.isSelected &&
  before.isLocked === after.isLocked &&
  before.isHit === after.isHit &&
  before.isDragged === after.isDragged &&
  before.isDropping === after.isDropping &&
  before.state === after.state &&
  sameMarks(before.marks, after.marks) &&
  before.drop === after.drop &&
  before.editor === undefined &&
  after.editor === undefined &&
  !after.isSelected;

/** One row of the sheet. */
export const RowLine = memo(function RowLine(props: RowLineProps) {
  const { id, row, place, columns, active, isLocked, marks, state } = props;
  const t = useTranslations("studio.table");
  const ts = useTranslations("studio");
  const isOff = row.enabled === false;
  // Only the row under the pointer can be picked up, and only while one is carried are rows places to drop: a scroll mounts neither.
  const [hovered, setHovered] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  const cellClass =
    "relative flex min-w-0 items-center overflow-hidden border-r border-line px-2 outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus";
  return (
    <div
      ref={frame}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => frame.current?.querySelector("[aria-expanded=true]") === null && setHovered(false)}
      role="row"
      aria-rowindex={place + 1}
      aria-selected={props.isSelected}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${props.start}px)`, height: props.height }}
      className={cx(
        "group absolute inset-x-0 grid border-b border-line bg-surface",
        props.isDragged && "opacity-50",
        props.editor !== undefined && "z-10",
      )}
    >
      {props.drop === undefined ? null : (
        <span
          aria-hidden="true"
          className={cx("absolute inset-x-0 z-10 h-0.5 bg-accent", props.drop === "before" ? "-top-px" : "-bottom-px")}
        />
      )}
      <RowHead
        id={id}
        place={place}
        frame={frame}
        isActive={active === -1}
        isLocked={isLocked}
        isHit={props.isHit}
        isHeld={hovered || props.isDragged}
        isDropping={props.isDropping}
        onSelect={() => props.onSelect({ row: id, column: -1 })}
      />
      {columns.map((column, at) => (
        <span
          key={column.id}
          role="gridcell"
          aria-colindex={at + 2}
          aria-readonly={isLocked || undefined}
          data-row={id}
          data-column={at}
          tabIndex={active === at ? 0 : -1}
          onClick={() => props.onSelect({ row: id, column: at })}
          onDoubleClick={() => props.onEdit({ row: id, column: at })}
          className={cx(
            cellClass,
            column.side === "output" && "bg-[color-mix(in_srgb,var(--accent-soft)_55%,var(--surface))]",
            marks?.cells.get(column.id) === "warning" && "bg-warning-soft",
            marks?.cells.get(column.id) === "danger" && "bg-danger-soft",
            marks?.shown.has(column.id) && "shadow-[inset_0_0_0_1px_var(--accent)]",
            props.editedColumn === at && "overflow-visible",
            column.side === "output" && isNumeric(column.type) && "justify-end",
          )}
        >
          {column.side === "input" ? (
            <InputCell cell={row.cells?.[column.id]} column={column} locale={props.locale} isOff={isOff} />
          ) : (
            <OutputCell value={row.out[column.id]} column={column} locale={props.locale} isOff={isOff} />
          )}
          {props.editedColumn === at ? props.editor : null}
        </span>
      ))}
      <span role="gridcell" aria-colindex={columns.length + 2} className="flex items-center justify-end gap-1.5 pr-1">
        {marks?.worst === undefined ? null : (
          <>
            <Icon
              name={marks.worst === "danger" ? "circle-alert" : "alert-triangle"}
              className={marks.worst === "danger" ? "text-danger" : "text-warning"}
            />
            <span className="sr-only">{t("needsLook")}</span>
          </>
        )}
        {state === undefined ? null : (
          <Chip tone={state === "new" ? "success" : state === "changed" ? "info" : "neutral"}>{ts(`rowState.${state}`)}</Chip>
        )}
        <span className="w-7 flex-none">
          {hovered || props.isSelected ? <RowMenu place={place} isLocked={isLocked} isOff={isOff} onAction={props.onAction} /> : null}
        </span>
      </span>
    </div>
  );
}, unchanged);
