"use client";
import { DragDropProvider, DragOverlay, PointerSensor } from "@dnd-kit/react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useMemo, useRef, useState } from "react";
import { useLocale } from "use-intl";
import { dragPoint } from "../designer/drag-point.ts";
import { useText } from "../i18n/index.ts";
import type { Leave } from "./cell-editor.tsx";
import { AddLine, BandLine } from "./grid/band-line.tsx";
import { CarriedRow, type Drop, dropAt, sameDrop } from "./grid/carry.tsx";
import { EditorAt } from "./grid/editor-at.tsx";
import type { GridProps, Spot } from "./grid/grid-props.ts";
import { HeadLine, headText } from "./grid/head-line.tsx";
import { heightOf, keyOfLine, linesOf, type Line } from "./grid/lines.ts";
import { press } from "./grid/press.ts";
import { RowLine } from "./grid/row-line.tsx";
import { useSpotFocus } from "./grid/use-spot-focus.ts";
import { widthsOf } from "./widths.ts";

export type { Spot } from "./grid/grid-props.ts";

/** Room for what is said at the end of a row, in pixels: a sign, its state, its menu. */
const endWidth = 132;

/** The sheet: rows of a decision table, as many as there are, drawn as far as one looks. */
export function Grid(props: GridProps) {
  const { table, columns, bands, spot, onSpot } = props;
  const text = useText();
  const locale = useLocale();
  const scroller = useRef<HTMLDivElement>(null);
  const [editing, setEditing] = useState<{ readonly spot: Spot; readonly typed: string | undefined }>();
  const [dragged, setDragged] = useState<string>();
  const [drop, setDrop] = useState<Drop>();

  const lines = useMemo(() => linesOf(bands), [bands]);
  const lineOf = useMemo(() => new Map(lines.flatMap((line, at) => (line.is === "row" ? [[line.id, at] as const] : []))), [lines]);
  const rowIds = useMemo(() => lines.flatMap((line) => (line.is === "row" ? [line.id] : [])), [lines]);
  const bandOf = useMemo(() => new Map(bands.flatMap((band) => band.rows.map((id) => [id, band] as const))), [bands]);

  const heads = useMemo(() => columns.map((column) => headText(column, text)), [columns, text]);
  const widths = useMemo(() => widthsOf(table, columns, heads, locale), [table, columns, heads, locale]);
  const template = `20px 36px ${widths.map((width) => `minmax(${width}px, ${width}fr)`).join(" ")} ${endWidth}px`;
  const fullWidth = 56 + widths.reduce((sum, width) => sum + width, 0) + endWidth;

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => heightOf(lines[at]),
    getItemKey: (at) => keyOfLine(lines[at]),
    overscan: 10,
    scrollPaddingStart: 32,
  });

  const lockedRow = (row: string): boolean => bandOf.get(row)?.origin !== "tenant";

  const scrollTo = useCallback((line: number) => virtual.scrollToIndex(line, { align: "auto" }), [virtual]);
  const wantsFocus = useSpotFocus({ spot, lineOf, scroller, scrollTo, isEditing: editing !== undefined });

  const select = useCallback(
    (next: Spot) => {
      wantsFocus.current = true;
      onSpot(next);
    },
    [onSpot, wantsFocus],
  );
  const edit = (at: Spot, typed?: string): void => {
    if (at.column < 0 || lockedRow(at.row)) return;
    onSpot(at);
    setEditing({ spot: at, typed });
  };
  const stopTyping = ({ row, column }: Spot): void => {
    const typed = columns[column];
    if (typed?.side === "input") props.onType?.(row, typed.id, undefined);
  };
  const leave = (from: Spot, how: Leave): void => {
    setEditing(undefined);
    stopTyping(from);
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
        onKeyDown={(event) => {
          if (editing === undefined)
            press(event, { ...props, rowIds, isLocked: lockedRow, select, edit, shift, wantFocus: () => (wantsFocus.current = true) });
        }}
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
          <HeadLine columns={columns} heads={heads} template={template} onHead={props.onHead} />
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map((item) => {
              const line = lines[item.index] as Line;
              const style = { transform: `translateY(${item.start}px)`, height: item.size };
              if (line.is === "band") return <BandLine key={item.key} band={line.band} tenant={props.tenant} style={style} />;
              if (line.is === "add") return <AddLine key={item.key} style={style} onAdd={() => props.onAdd()} />;
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
                  marks={props.marks.get(line.id)}
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
                        onType={props.onType}
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
          <CarriedRow row={table.rows[dragged]} place={props.places.get(dragged)} columns={columns} locale={locale} />
        )}
      </DragOverlay>
    </DragDropProvider>
  );
}
