"use client";
import { DragDropProvider, DragOverlay, PointerSensor, useDraggable, useDroppable } from "@dnd-kit/react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, type RefObject, memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Cell, ColumnType, TableDocument, TableRow, Given } from "#metadata";
import { type DragPoint, dragPoint } from "../designer/drag-point.ts";
import { useText } from "../i18n/index.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Menu } from "../ui/menu.tsx";
import { CellEditor, type Leave } from "./cell-editor.tsx";
import { InputCell, OutputCell } from "./cell-view.tsx";
import { type Column, isNumeric } from "./column.ts";
import type { Band, RowState } from "./rows.ts";
import { widthsOf } from "./widths.ts";

/** Where the selection stands: a row and a column; column -1 is the row itself. */
export interface Spot {
  readonly row: string;
  readonly column: number;
  /** the cell takes the focus, wherever that was */
  readonly focus?: boolean;
}

export interface GridProps {
  readonly table: TableDocument;
  readonly columns: readonly Column[];
  readonly bands: readonly Band[];
  readonly places: ReadonlyMap<string, number>;
  readonly states: ReadonlyMap<string, RowState>;
  /** row id → column ids that cause trouble */
  readonly troubled: ReadonlyMap<string, ReadonlySet<string>>;
  /** rows the tester's facts hit */
  readonly hits: ReadonlySet<string>;
  readonly tenant: string;
  readonly spot: Spot | undefined;
  readonly onSpot: (spot: Spot) => void;
  readonly onInput: (row: string, column: Column, cell: Cell | undefined) => void;
  readonly onOutput: (row: string, column: Column, value: Given) => void;
  readonly onAdd: (after?: string) => void;
  readonly onDuplicate: (row: string) => void;
  readonly onDelete: (row: string) => void;
  readonly onEnable: (row: string, enabled: boolean) => void;
  /** before: a row of the same band; null = last of the band */
  readonly onMove: (row: string, before: string | null) => void;
  readonly onCopy: (spot: Spot) => string;
  readonly onPaste: (spot: Spot, text: string) => void;
}

const rowHeight = 36;
const bandHeight = 28;
const icons: Readonly<Record<ColumnType, string>> = {
  text: "type",
  enum: "list-checks",
  number: "hash",
  money: "banknote",
  boolean: "toggle-left",
  date: "calendar",
  instant: "calendar-clock",
  time: "clock",
  weekday: "calendar-days",
  reference: "link",
  set: "tags",
};

type Line =
  | { readonly is: "band"; readonly band: Band }
  | { readonly is: "row"; readonly id: string; readonly band: Band }
  | { readonly is: "add" };

/** The sheet: rows of a decision table, as many as there are, drawn as far as one looks. */
export function Grid(props: GridProps) {
  const { table, columns, bands, spot, onSpot } = props;
  const t = useTranslations("studio.table");
  const text = useText();
  const locale = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [editing, setEditing] = useState<{ readonly spot: Spot; readonly typed: string | undefined }>();
  const [dragged, setDragged] = useState<string>();
  const [drop, setDrop] = useState<Drop>();
  const wantsFocus = useRef(false);
  const seenSpot = useRef<Spot>(undefined);

  const lines = useMemo<readonly Line[]>(
    () =>
      bands.flatMap((band): Line[] => [
        { is: "band", band },
        ...band.rows.map((id): Line => ({ is: "row", id, band })),
        ...(band.origin === "tenant" ? [{ is: "add" } as const] : []),
      ]),
    [bands],
  );
  const lineOf = useMemo(() => new Map(lines.flatMap((line, at) => (line.is === "row" ? [[line.id, at] as const] : []))), [lines]);
  const rowIds = useMemo(() => lines.flatMap((line) => (line.is === "row" ? [line.id] : [])), [lines]);
  const bandOf = useMemo(() => new Map(bands.flatMap((band) => band.rows.map((id) => [id, band] as const))), [bands]);

  const heads = useMemo(() => columns.map((column) => headText(column, text)), [columns, text]);
  const widths = useMemo(() => widthsOf(table, columns, heads, locale), [table, columns, heads, locale]);
  const template = `20px 36px ${widths.map((width) => `minmax(${width}px, ${width}fr)`).join(" ")} 112px`;
  const fullWidth = 56 + widths.reduce((sum, width) => sum + width, 0) + 112;

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => (lines[at]?.is === "band" ? bandHeight : rowHeight),
    getItemKey: (at) => {
      const line = lines[at];
      return line?.is === "row" ? line.id : line?.is === "band" ? `band ${line.band.origin}` : "add";
    },
    overscan: 10,
    scrollPaddingStart: 32,
  });

  const lockedRow = (row: string): boolean => bandOf.get(row)?.origin !== "tenant";

  // The selection keeps the focus, also where it scrolled into view only now.
  useEffect(() => {
    if (spot === undefined) return;
    if (seenSpot.current !== spot && spot.focus === true) wantsFocus.current = true;
    seenSpot.current = spot;
    const at = lineOf.get(spot.row);
    if (at === undefined) return;
    if (wantsFocus.current) virtual.scrollToIndex(at, { align: "auto" });
    if (editing !== undefined) return;
    const frame = requestAnimationFrame(() => {
      if (!wantsFocus.current) return;
      const cell = scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(spot.row)}"][data-column="${spot.column}"]`);
      if (cell) {
        cell.focus({ preventScroll: true });
        cell.scrollIntoView({ block: "nearest", inline: "nearest" });
        wantsFocus.current = false;
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [spot, lineOf, virtual, editing]);

  const select = useCallback(
    (next: Spot) => {
      wantsFocus.current = true;
      onSpot(next);
    },
    [onSpot],
  );
  const edit = (at: Spot, typed?: string): void => {
    if (at.column < 0 || lockedRow(at.row)) return;
    onSpot(at);
    setEditing({ spot: at, typed });
  };
  const leave = (from: Spot, how: Leave): void => {
    setEditing(undefined);
    wantsFocus.current = true;
    const at = rowIds.indexOf(from.row);
    if (how === "down") select({ row: rowIds[at + 1] ?? from.row, column: from.column });
    else if (how === "up") select({ row: rowIds[at - 1] ?? from.row, column: from.column });
    else if (how === "next")
      select(
        from.column < columns.length - 1 ? { row: from.row, column: from.column + 1 } : { row: rowIds[at + 1] ?? from.row, column: 0 },
      );
    else if (how === "previous")
      select(
        from.column > 0 ? { row: from.row, column: from.column - 1 } : { row: rowIds[at - 1] ?? from.row, column: columns.length - 1 },
      );
    else select({ row: from.row, column: from.column });
  };
  const shift = (row: string, by: -1 | 1): void => {
    const band = bandOf.get(row);
    if (!band || lockedRow(row)) return;
    const at = band.rows.indexOf(row);
    const to = at + by;
    if (to < 0 || to >= band.rows.length) return;
    wantsFocus.current = true;
    props.onMove(row, by < 0 ? (band.rows[to] as string) : (band.rows[to + 1] ?? null));
  };

  const press = (event: KeyboardEvent): void => {
    if (editing !== undefined || event.nativeEvent.isComposing) return;
    const target = event.target as HTMLElement;
    if (!target.dataset["row"] || spot === undefined) return;
    const at = rowIds.indexOf(spot.row);
    const command = event.metaKey || event.ctrlKey;
    const go = (row: number, column: number): void => {
      event.preventDefault();
      const id = rowIds[Math.max(0, Math.min(rowIds.length - 1, row))];
      if (id !== undefined) select({ row: id, column: Math.max(-1, Math.min(columns.length - 1, column)) });
    };
    if (event.altKey && !command && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      shift(spot.row, event.key === "ArrowUp" ? -1 : 1);
      return;
    }
    if (event.altKey) return;
    switch (event.key) {
      case "ArrowDown":
        return go(command ? rowIds.length - 1 : at + 1, spot.column);
      case "ArrowUp":
        return go(command ? 0 : at - 1, spot.column);
      case "ArrowRight":
        return go(at, command ? columns.length - 1 : spot.column + 1);
      case "ArrowLeft":
        return go(at, command ? 0 : spot.column - 1);
      case "Home":
        return go(command ? 0 : at, 0);
      case "End":
        return go(command ? rowIds.length - 1 : at, columns.length - 1);
      case "PageDown":
        return go(at + 15, spot.column);
      case "PageUp":
        return go(at - 15, spot.column);
      case "Enter":
        event.preventDefault();
        if (command) props.onAdd(spot.row);
        else edit(spot);
        return;
      case "F2":
        event.preventDefault();
        edit(spot);
        return;
      case "Delete":
      case "Backspace": {
        event.preventDefault();
        if (lockedRow(spot.row)) return;
        const column = columns[spot.column];
        if (column === undefined) {
          wantsFocus.current = true;
          props.onDelete(spot.row);
        } else if (column.side === "input") props.onInput(spot.row, column, undefined);
        return;
      }
      case "d":
      case "D":
        if (command && !event.shiftKey) {
          event.preventDefault();
          wantsFocus.current = true;
          props.onDuplicate(spot.row);
          return;
        }
    }
    if (!command && event.key.length === 1 && event.key !== " " && spot.column >= 0) {
      const column = columns[spot.column];
      if (column && column.type !== "enum" && column.type !== "boolean") {
        event.preventDefault();
        edit(spot, event.key);
      } else edit(spot);
    } else if (event.key === " " && spot.column >= 0) {
      event.preventDefault();
      edit(spot);
    }
  };

  const first = rowIds[0];
  const focusable = spot !== undefined && lineOf.has(spot.row) ? spot : first === undefined ? undefined : { row: first, column: 0 };

  return (
    <DragDropProvider
      sensors={[PointerSensor]}
      // The library's own words are English only; the keyboard way is Alt+↑/↓, said by the studio's live region.
      plugins={(defaults) => defaults.slice(1)}
      onDragStart={({ operation }) => setDragged(String(operation.source?.id))}
      onDragMove={({ operation, to }) => setDrop((before) => sameDrop(before, dropAt(dragPoint(operation, to))))}
      onDragOver={({ operation }) => setDrop((before) => sameDrop(before, dropAt(dragPoint(operation))))}
      onDragEnd={({ operation, canceled }) => {
        const [row, goal] = [String(operation.source?.id), dropAt(dragPoint(operation))];
        setDragged(undefined);
        setDrop(undefined);
        const band = bandOf.get(row);
        if (canceled || goal === undefined || !band?.rows.includes(goal.row)) return;
        const before = goal.after ? (band.rows[band.rows.indexOf(goal.row) + 1] ?? null) : goal.row;
        if (before !== row) props.onMove(row, before);
      }}
    >
      <div
        ref={scroller}
        className="relative min-h-0 flex-1 overflow-auto bg-surface"
        onKeyDown={press}
        // Tab and assistive technology come in by focus alone: the focused cell is the selected one.
        onFocus={({ target }) => {
          const { row, column } = target.dataset;
          if (editing === undefined && row !== undefined && (spot?.row !== row || spot.column !== Number(column)))
            select({ row, column: Number(column) });
        }}
        onCopy={(event) => {
          if (editing || spot === undefined || !(event.target as HTMLElement).dataset?.["row"]) return;
          event.preventDefault();
          event.clipboardData.setData("text/plain", props.onCopy(spot));
        }}
        onPaste={(event) => {
          if (editing || spot === undefined || !(event.target as HTMLElement).dataset?.["row"]) return;
          event.preventDefault();
          props.onPaste(spot, event.clipboardData.getData("text/plain"));
        }}
      >
        <div
          role="grid"
          aria-label={text(table.label, table.name)}
          aria-rowcount={rowIds.length + 1}
          aria-colcount={columns.length + 2}
          style={{ minWidth: fullWidth }}
        >
          <div
            role="row"
            aria-rowindex={1}
            className="sticky top-0 z-20 grid h-8 border-b border-line bg-surface-sunken"
            style={{ gridTemplateColumns: template }}
          >
            <span role="columnheader" aria-colindex={1} className="col-span-2 border-r border-line">
              <span className="sr-only">{t("row")}</span>
            </span>
            {columns.map((column, at) => (
              <span
                key={column.id}
                role="columnheader"
                aria-colindex={at + 2}
                className={cx(
                  "flex items-center gap-1.5 border-r border-line px-2 text-sm font-medium text-muted",
                  column.side === "output" && "bg-[color-mix(in_srgb,var(--accent-soft)_55%,var(--surface))]",
                  column.side === "output" && isNumeric(column.type) && "justify-end",
                )}
              >
                {column.side === "output" && isNumeric(column.type) ? null : (
                  <Icon
                    name={column.side === "output" && columns[at - 1]?.side !== "output" ? "arrow-right" : icons[column.type]}
                    className="flex-none text-faint"
                  />
                )}
                <span className="ellipsis">{heads[at]}</span>
                {column.side === "output" ? <span className="sr-only"> {t("output")}</span> : null}
              </span>
            ))}
            <span role="columnheader" aria-colindex={columns.length + 2}>
              <span className="sr-only">{t("state")}</span>
            </span>
          </div>
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const line = lines[item.index] as Line;
              const style = { transform: `translateY(${item.start}px)`, height: item.size };
              if (line.is === "band") return <BandLine key={item.key} band={line.band} tenant={props.tenant} style={style} />;
              if (line.is === "add") {
                return (
                  <div key={item.key} role="row" style={style} className="absolute inset-x-0 flex border-b border-line">
                    <span role="gridcell" className="flex items-center gap-2 pl-8">
                      <Button size="sm" variant="ghost" icon="plus" onPress={() => props.onAdd()}>
                        {t("addRow")}
                      </Button>
                      <Kbd>{t("addKeys")}</Kbd>
                    </span>
                  </div>
                );
              }
              const row = table.rows[line.id];
              if (row === undefined) return null;
              const active = focusable?.row === line.id ? focusable.column : undefined;
              return (
                <RowLine
                  key={item.key}
                  id={line.id}
                  row={row}
                  place={props.places.get(line.id) ?? 0}
                  columns={columns}
                  template={template}
                  start={item.start}
                  height={item.size}
                  locale={locale}
                  active={active}
                  isSelected={spot?.row === line.id}
                  isLocked={line.band.origin !== "tenant"}
                  isHit={props.hits.has(line.id)}
                  state={props.states.get(line.id)}
                  troubled={props.troubled.get(line.id)}
                  drop={
                    drop?.row === line.id && dragged !== undefined && bandOf.get(dragged) === line.band
                      ? drop.after
                        ? "after"
                        : "before"
                      : undefined
                  }
                  isDragged={dragged === line.id}
                  isDropping={dragged !== undefined && bandOf.get(dragged) === line.band}
                  editor={
                    editing?.spot.row === line.id ? (
                      <EditorAt
                        key={`${line.id} ${editing.spot.column}`}
                        editing={editing}
                        row={row}
                        columns={columns}
                        heads={heads}
                        locale={locale}
                        place={props.places.get(line.id) ?? 0}
                        onInput={props.onInput}
                        onOutput={props.onOutput}
                        onLeave={leave}
                      />
                    ) : undefined
                  }
                  editedColumn={editing?.spot.row === line.id ? editing.spot.column : undefined}
                  onSelect={select}
                  onEdit={edit}
                  onAction={(act) => {
                    if (act === "above" || act === "below") {
                      const band = bandOf.get(line.id);
                      const at = band?.rows.indexOf(line.id) ?? 0;
                      props.onAdd(act === "below" ? line.id : (band?.rows[at - 1] ?? ""));
                    } else if (act === "duplicate") props.onDuplicate(line.id);
                    else if (act === "delete") props.onDelete(line.id);
                    else if (act === "up") shift(line.id, -1);
                    else if (act === "down") shift(line.id, 1);
                    else props.onEnable(line.id, row.enabled === false);
                  }}
                />
              );
            })}
          </div>
        </div>
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged === undefined ? null : (
          <div className="inline-flex h-9 items-center gap-2 rounded-md bg-surface-raised px-3 shadow-3">
            <Icon name="grip-vertical" className="text-faint" />
            <span className="num text-muted">{props.places.get(dragged)}</span>
            {columns
              .filter(({ side }) => side === "output")
              .slice(0, 1)
              .map((column) => (
                <OutputCell key={column.id} value={table.rows[dragged]?.out[column.id]} column={column} locale={locale} isOff={false} />
              ))}
          </div>
        )}
      </DragOverlay>
    </DragDropProvider>
  );
}

interface Drop {
  readonly row: string;
  readonly after: boolean;
}
const dropAt = (point: DragPoint | undefined): Drop | undefined => point && { row: point.id, after: point.part > 0.5 };
const sameDrop = (before: Drop | undefined, now: Drop | undefined): Drop | undefined =>
  before?.row === now?.row && before?.after === now?.after ? before : now;

const headText = (column: Column, text: (label: Column["label"], otherwise?: string) => string): string =>
  `${text(column.label, column.name)}${column.currency ? ` (${column.currency})` : ""}`;

function BandLine({
  band,
  tenant,
  style,
}: {
  readonly band: Band;
  readonly tenant: string;
  readonly style: { transform: string; height: number };
}) {
  const t = useTranslations("studio.table");
  const own = band.origin === "tenant";
  return (
    <div role="row" style={style} className="absolute inset-x-0 flex border-b border-line bg-surface-sunken text-sm text-muted">
      <span role="gridcell" className="flex items-center gap-2 px-2">
        <span className="font-semibold text-ink">{own ? tenant : t("fromPackage", { name: band.origin })}</span>
        {t(own ? "bandOwn" : "bandPackage", { count: band.rows.length })}
      </span>
    </div>
  );
}

function EditorAt(props: {
  readonly editing: { readonly spot: Spot; readonly typed: string | undefined };
  readonly row: TableRow;
  readonly columns: readonly Column[];
  readonly heads: readonly string[];
  readonly locale: string;
  readonly place: number;
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

type RowAct = "above" | "below" | "duplicate" | "delete" | "up" | "down" | "enable";

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
  readonly troubled: ReadonlySet<string> | undefined;
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
  before.troubled === after.troubled &&
  before.drop === after.drop &&
  before.editor === undefined &&
  after.editor === undefined &&
  !after.isSelected;

/** Picks a row up by its handle. */
function Grip({ id, row }: { readonly id: string; readonly row: RefObject<HTMLElement | null> }) {
  const { handleRef } = useDraggable({ id, element: row });
  return (
    <span ref={handleRef} aria-hidden="true" data-handle className="grid h-full w-5 cursor-grab place-items-center text-muted">
      <Icon name="grip-vertical" size={14} />
    </span>
  );
}

/** Makes a row a place to drop. */
function DropPlace({ id, row }: { readonly id: string; readonly row: RefObject<HTMLElement | null> }) {
  useDroppable({ id, element: row });
  return null;
}

const RowLine = memo(function RowLine(props: RowLineProps) {
  const { id, row, place, columns, active, isLocked, isHit, state } = props;
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
      <span
        role="gridcell"
        aria-colindex={1}
        data-row={id}
        data-column={-1}
        tabIndex={active === -1 ? 0 : -1}
        aria-label={t("rowNumber", { row: place })}
        onClick={() => props.onSelect({ row: id, column: -1 })}
        className={cx(
          "relative col-span-2 grid grid-cols-[20px_36px] items-center border-r border-line outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus",
          isHit && "shadow-[inset_3px_0_0_var(--accent)]",
        )}
      >
        {isLocked ? (
          <Icon name="lock" size={14} className="mx-auto text-faint" />
        ) : (
          <>
            {hovered || props.isDragged ? (
              <Grip id={id} row={frame} />
            ) : (
              <Icon name="grip-vertical" size={14} className="mx-auto text-faint" />
            )}
            {props.isDropping ? <DropPlace id={id} row={frame} /> : null}
          </>
        )}
        <span className={cx("num pr-1.5 text-right text-sm", isHit ? "font-semibold text-accent-text" : "text-faint")}>{place}</span>
      </span>
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
            props.troubled?.has(column.id) && "bg-warning-soft",
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
        {props.troubled === undefined ? null : (
          <>
            <Icon name="alert-triangle" className="text-warning" />
            <span className="sr-only">{t("needsLook")}</span>
          </>
        )}
        {state === undefined ? null : (
          <Chip tone={state === "new" ? "success" : state === "changed" ? "info" : "neutral"}>{ts(`rowState.${state}`)}</Chip>
        )}
        <span className="w-7 flex-none">
          {hovered || props.isSelected ? (
            <Menu
              label={t("rowActions", { row: place })}
              placement="bottom end"
              trigger={<IconButton icon="ellipsis" size="sm" label={t("rowActions", { row: place })} />}
              entries={[
                ...(isLocked
                  ? []
                  : [
                      { id: "above", label: t("insertAbove"), icon: "arrow-up" },
                      { id: "below", label: t("insertBelow"), icon: "arrow-down" },
                      { id: "duplicate", label: t("duplicate"), icon: "copy", shortcut: "⌘D" },
                      { id: "up", label: t("moveUp"), shortcut: "⌥↑", divided: true },
                      { id: "down", label: t("moveDown"), shortcut: "⌥↓" },
                    ]),
                { id: "enable", label: t(isOff ? "enable" : "disable"), icon: isOff ? "circle-check" : "ban", divided: !isLocked },
                ...(isLocked ? [] : [{ id: "delete", label: t("deleteRow"), icon: "trash-2", isDanger: true, shortcut: "Del" }]),
              ]}
              onAction={(act) => props.onAction(act as RowAct)}
            />
          ) : null}
        </span>
      </span>
    </div>
  );
}, unchanged);
