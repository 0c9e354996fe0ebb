"use client";
import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem } from "../../data/api.ts";
import { useText } from "../../i18n/provider.tsx";
import { EditHere, loadEditor } from "../../render/edit-here.tsx";
import { useTell } from "../../render/say.ts";
import { isWritable, valueIn, type ShownField, type ShownObject } from "../../render/object.ts";
import type { RecordJson } from "../../render/page-state.tsx";
import { useChange } from "../../render/record-data.ts";
import { tallInputs } from "../../render/tall.ts";
import { fieldsHaveRules, loadRules, readValues, stateOf } from "../../render/rules.ts";
import { useGrant, useScope } from "../../render/scope.tsx";
import { isRightAligned, useTitleOf, useValueText, Value } from "../../render/value.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { toast } from "../../ui/toaster.tsx";
import type { ListColumn } from "./list-state.ts";

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnVisibilityFeature, rowSelectionFeature });
type Features = typeof features;

const rowHeight = 36;
const selectWidth = 36;

/** The width a column's usual values need. */
function usualWidth(field: ShownField, isFirst: boolean): number {
  const type = field.fieldType.type(field.settings);
  if (isFirst) return 160;
  if (type === "boolean") return 80;
  if (type === "number" || type === "decimal") return 96;
  if (type === "money" || type === "date") return 120;
  if (type === "instant") return 136;
  if (type === "text" && tallInputs.has(field.editedBy)) return 240;
  return 140;
}

interface Spot {
  readonly row: number;
  readonly column: number;
}
interface Failure {
  readonly id: string;
  readonly field: string;
  readonly value: unknown;
  readonly message: string;
}

export interface GridProps {
  readonly object: ShownObject;
  readonly columns: readonly ListColumn[];
  readonly records: readonly RecordJson[];
  readonly openId: string | undefined;
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
  readonly onOpen: (id: string | undefined) => void;
  readonly selected: Readonly<Record<string, boolean>>;
  readonly onSelect: (selected: Record<string, boolean>) => void;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly isRefreshing: boolean;
  readonly className?: string | undefined;
}

/** Rows and cells: only those in sight are drawn; arrows walk, Enter or F2 or typing edits, Tab saves and moves. */
export function Grid(props: GridProps) {
  const { object, columns, records, openId } = props;
  const t = useTranslations("run.list");
  const tc = useTranslations("common");
  const text = useText();
  const tell = useTell(object.name);
  const titleOf = useTitleOf();
  const valueText = useValueText();
  const grant = useGrant(object.name);
  const { user } = useScope();
  const change = useChange(object);
  const frame = useRef<HTMLDivElement>(null);
  const [spot, setSpot] = useState<Spot>({ row: 0, column: 0 });
  const [editing, setEditing] = useState<{ readonly id: string; readonly field: string; readonly typed?: string } | undefined>();
  const [failure, setFailure] = useState<Failure | undefined>();
  const wantsFocus = useRef(false);

  const definitions = useMemo<ColumnDef<Features, RecordJson>[]>(
    () =>
      columns.map(({ field, width }, place) => ({
        id: field.name,
        accessorFn: (record: RecordJson) => record[field.name],
        size: Math.max(width ?? 0, place === 0 ? 100 : 0) || usualWidth(field, place === 0),
        minSize: 60,
      })),
    [columns],
  );
  const data = records as RecordJson[];
  const { selected, onSelect } = props;
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (record) => record.id,
    columnResizeMode: "onChange",
    state: { rowSelection: selected as never },
    onRowSelectionChange: (next) => onSelect((typeof next === "function" ? next(selected as never) : next) as Record<string, boolean>),
  });
  const rows = table.getRowModel().rows;
  const heads = table.getHeaderGroups()[0]?.headers ?? [];
  // one column takes what is left: the longest text, else the last
  const stretch = useMemo(() => {
    const long = columns.findLastIndex(({ field }) => field.storage === "text" && tallInputs.has(field.editedBy));
    return long > 0 ? long : columns.length - 1;
  }, [columns]);
  const sizes = heads.map((head) => head.getSize());
  const template = `${selectWidth}px ${sizes.map((size, place) => (place === stretch ? `minmax(${size}px, 1fr)` : `${size}px`)).join(" ")}`;
  const minWidth = selectWidth + sizes.reduce((sum, size) => sum + size, 0);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    initialRect: { width: 1_200, height: 900 },
    scrollPaddingStart: 32,
  });
  const drawn = virtual.getVirtualItems();
  const lastDrawn = drawn.at(-1)?.index ?? 0;
  const { hasMore, onMore } = props;
  useEffect(() => {
    if (hasMore && lastDrawn >= rows.length - 15) onMore();
  }, [hasMore, lastDrawn, rows.length, onMore]);

  // the focused cell follows the keyboard, also into rows that were not drawn yet
  useEffect(() => {
    if (!wantsFocus.current) return;
    const cell = frame.current?.querySelector<HTMLElement>(`[data-spot="${spot.row}:${spot.column}"]`);
    if (cell !== null && cell !== undefined) {
      cell.focus({ preventScroll: false });
      wantsFocus.current = false;
    }
  });

  const go = (row: number, column: number) => {
    const next = { row: Math.max(0, Math.min(rows.length - 1, row)), column: Math.max(0, Math.min(columns.length - 1, column)) };
    wantsFocus.current = true;
    virtual.scrollToIndex(next.row);
    setSpot(next);
  };

  // before the first cell is edited: what edits it, and what says whether it may be
  const prepare = () => {
    if (grant.update !== true) return;
    void loadEditor();
    if (fieldsHaveRules(object.fields)) void loadRules();
  };

  const mayEdit = useCallback(
    (record: RecordJson, field: ShownField): boolean => {
      // lines are changed in the form of the record, all at once
      if (grant.update !== true || !isWritable(field, grant) || field.derivation !== undefined) return false;
      const state = stateOf(field, object, readValues(object, record), { now: new Date().toISOString(), user });
      return state.visible && !state.readOnly;
    },
    [grant, object, user],
  );

  const save = async (record: RecordJson, field: ShownField, value: unknown) => {
    setEditing(undefined);
    setFailure(undefined);
    wantsFocus.current = true;
    const before = record[field.name];
    try {
      const saved = await change.mutateAsync({ record, changes: { [field.name]: value } });
      toast(t("changed", { record: titleOf(object, saved), field: text(field.label) }), {
        label: tc("undo"),
        run: () =>
          void change.mutateAsync({ record: saved, changes: { [field.name]: referenceId(before) ?? null } }).catch(() => undefined),
      });
    } catch (fault) {
      const reason = tell(fault, field.name);
      const unsaid = fault instanceof ApiProblem && fault.problems[0]?.code === "choice_not_offered";
      setFailure({ id: record.id, field: field.name, value, message: unsaid ? reason : t("notSaved", { reason }) });
    }
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (editing !== undefined) {
      if (event.key === "Tab") {
        event.preventDefault();
        const { row, column } = spot;
        (document.activeElement as HTMLElement | null)?.blur();
        requestAnimationFrame(() => go(row, column + (event.shiftKey ? -1 : 1)));
      }
      return;
    }
    const row = rows[spot.row];
    const column = columns[spot.column];
    if (row === undefined || column === undefined) return;
    if ((event.target as HTMLElement).closest("[data-spot]") === null) return;
    const page = Math.max(1, Math.floor((frame.current?.clientHeight ?? 400) / rowHeight) - 2);
    const far = event.metaKey || event.ctrlKey;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(far ? rows.length - 1 : spot.row + 1, spot.column),
      ArrowUp: () => go(far ? 0 : spot.row - 1, spot.column),
      ArrowRight: () => go(spot.row, far ? columns.length - 1 : spot.column + 1),
      ArrowLeft: () => go(spot.row, far ? 0 : spot.column - 1),
      Home: () => go(far ? 0 : spot.row, 0),
      End: () => go(far ? rows.length - 1 : spot.row, columns.length - 1),
      PageDown: () => go(spot.row + page, spot.column),
      PageUp: () => go(spot.row - page, spot.column),
      Enter: () => (mayEdit(row.original, column.field) ? setEditing({ id: row.id, field: column.field.name }) : props.onOpen(row.id)),
      F2: () => mayEdit(row.original, column.field) && setEditing({ id: row.id, field: column.field.name }),
      Escape: () => (failure === undefined ? props.onOpen(undefined) : setFailure(undefined)),
      " ": () => (event.shiftKey ? row.toggleSelected() : props.onOpen(openId === row.id ? undefined : row.id)),
    };
    const move = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (move !== undefined) {
      event.preventDefault();
      move();
      return;
    }
    if (far && event.key === "c") {
      void navigator.clipboard?.writeText(valueText(column.field, row.original[column.field.name]));
      return;
    }
    if ((event.key === "Delete" || event.key === "Backspace") && mayEdit(row.original, column.field) && column.field.required !== true) {
      event.preventDefault();
      void save(row.original, column.field, null);
      return;
    }
    if (event.key.length === 1 && !far && !event.altKey && mayEdit(row.original, column.field)) {
      const plain = ["text-input", "text-area", "markdown", "duration-input", "code-input"].includes(column.field.editedBy);
      event.preventDefault();
      setEditing({ id: row.id, field: column.field.name, ...(plain ? { typed: event.key } : {}) });
    }
  };

  const ticked = Object.values(selected).filter(Boolean).length;
  return (
    <div
      ref={frame}
      role="grid"
      aria-label={t("grid", { objects: text(object.document.plural ?? object.document.label) })}
      aria-rowcount={props.hasMore ? -1 : rows.length + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-busy={props.isRefreshing}
      onKeyDown={onKeyDown}
      onPointerEnter={prepare}
      onFocus={prepare}
      className={cx("relative min-h-0 flex-1 overflow-auto bg-surface", props.className)}
    >
      <div style={{ minWidth }} className="relative">
        <div
          role="row"
          aria-rowindex={1}
          className="sticky top-0 z-10 grid h-8 bg-surface-sunken"
          style={{ gridTemplateColumns: template }}
        >
          <div role="columnheader" className="sticky left-0 z-10 grid place-items-center border-b border-line bg-surface-sunken">
            <Checkbox
              aria-label={t("selectAll")}
              isSelected={ticked > 0 && ticked === rows.length}
              isIndeterminate={ticked > 0 && ticked < rows.length}
              onChange={(on) => onSelect(on ? Object.fromEntries(rows.map((row) => [row.id, true])) : {})}
            />
          </div>
          {heads.map((head, place) => {
            const field = columns[place]?.field;
            if (field === undefined) return null;
            const label = text(field.label);
            const type = field.fieldType.type(field.settings);
            const sortable = typeof type === "string" && type !== "json" && type !== "reference";
            const up = props.sort === field.name;
            const down = props.sort === `-${field.name}`;
            return (
              <div
                key={head.id}
                role="columnheader"
                aria-colindex={place + 2}
                aria-sort={up ? "ascending" : down ? "descending" : undefined}
                className={cx(
                  "group relative flex min-w-0 items-center border-r border-b border-line bg-surface-sunken text-sm font-medium text-muted last:border-r-0",
                  place === 0 && "sticky left-9 z-10",
                )}
              >
                <button
                  type="button"
                  disabled={!sortable}
                  onClick={() => props.onSort(up ? `-${field.name}` : down ? undefined : field.name)}
                  className={cx(
                    "flex h-full min-w-0 flex-1 items-center gap-1.5 px-2 outline-offset-[-2px]",
                    isRightAligned(field) && "justify-end",
                    sortable && "hover:text-ink",
                  )}
                >
                  <span className="ellipsis">{label}</span>
                  {up || down ? <Icon name={up ? "arrow-up" : "arrow-down"} size={12} /> : null}
                </button>
                <span
                  aria-hidden="true"
                  onMouseDown={head.getResizeHandler()}
                  onTouchStart={head.getResizeHandler()}
                  onDoubleClick={() => head.column.resetSize()}
                  className="absolute top-0 right-0 z-10 h-full w-2 cursor-col-resize select-none hover:bg-accent-border"
                />
              </div>
            );
          })}
        </div>
        <div style={{ height: virtual.getTotalSize() }} className="relative">
          {drawn.map((item) => {
            const row = rows[item.index];
            if (row === undefined) return null;
            const record = row.original;
            const isOpen = openId === row.id;
            const isTicked = selected[row.id] === true;
            const ground = isOpen || isTicked ? "bg-accent-soft" : "bg-surface group-hover/row:bg-surface-hover";
            return (
              <div
                key={row.id}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={isTicked}
                className="group/row absolute top-0 left-0 grid w-full"
                style={{
                  gridTemplateColumns: template,
                  height: rowHeight,
                  transform: `translateY(${item.start}px)`,
                  zIndex: editing?.id === row.id || failure?.id === row.id ? 8 : undefined,
                }}
              >
                <div
                  role="gridcell"
                  className={cx(
                    "sticky left-0 z-[5] grid place-items-center border-b border-line",
                    ground,
                    isOpen && "shadow-[inset_2px_0_0_var(--accent)]",
                  )}
                >
                  <Checkbox
                    aria-label={t("select", { record: titleOf(object, record) })}
                    isSelected={isTicked}
                    onChange={(on) => row.toggleSelected(on)}
                  />
                </div>
                {columns.map(({ field }, place) => {
                  const isSpot = spot.row === item.index && spot.column === place;
                  const isEdited = editing?.id === row.id && editing.field === field.name;
                  const failed = failure?.id === row.id && failure.field === field.name ? failure : undefined;
                  return (
                    <div
                      key={field.id}
                      role="gridcell"
                      aria-colindex={place + 2}
                      aria-invalid={failed === undefined ? undefined : true}
                      aria-readonly={mayEdit(record, field) ? undefined : true}
                      suppressHydrationWarning
                      tabIndex={isSpot ? 0 : -1}
                      data-spot={`${item.index}:${place}`}
                      onFocus={(event) => event.target === event.currentTarget && setSpot({ row: item.index, column: place })}
                      onClick={(event) => {
                        if (isEdited) return;
                        event.currentTarget.focus();
                        setSpot({ row: item.index, column: place });
                        if (place === 0) props.onOpen(row.id);
                        else if (openId !== undefined) props.onOpen(row.id);
                      }}
                      onDoubleClick={() => {
                        if (mayEdit(record, field)) setEditing({ id: row.id, field: field.name });
                        else props.onOpen(row.id);
                      }}
                      className={cx(
                        "relative flex min-w-0 items-center border-r border-b border-line px-2 last:border-r-0 focus-visible:z-[6] focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus",
                        ground,
                        place === 0 && "sticky left-9 z-[5] cursor-pointer font-medium",
                        isRightAligned(field) && "num justify-end",
                        isEdited && "z-20 overflow-visible !bg-surface p-0 shadow-[inset_0_0_0_2px_var(--focus)]",
                        failed !== undefined && "z-20 !bg-danger-soft shadow-[inset_0_0_0_1px_var(--danger-fill)]",
                      )}
                    >
                      {isEdited ? (
                        <div className={tallInputs.has(field.editedBy) ? "cell-float" : "cell-edit"}>
                          <EditHere
                            object={object}
                            record={record}
                            field={field}
                            typed={editing?.typed}
                            onCancel={() => {
                              setEditing(undefined);
                              wantsFocus.current = true;
                            }}
                            onSave={(value) => void save(record, field, value)}
                          >
                            <Value field={field} value={valueIn(field, record)} noLinks empty="" place="cell" />
                          </EditHere>
                        </div>
                      ) : (
                        <span
                          className="ellipsis min-w-0"
                          title={
                            tallInputs.has(field.editedBy) && field.storage === "text" ? valueText(field, record[field.name]) : undefined
                          }
                        >
                          <Value
                            field={field}
                            value={failed === undefined ? valueIn(field, record) : failed.value}
                            noLinks
                            empty=""
                            place="cell"
                          />
                        </span>
                      )}
                      {failed === undefined ? null : (
                        <span
                          role="alert"
                          className="absolute top-full left-0 z-30 mt-1 rounded-md bg-surface-raised px-2 py-1 text-sm whitespace-nowrap text-danger shadow-2"
                        >
                          {failed.message}
                        </span>
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const referenceId = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "id" in value ? (value as { id: string }).id : value;
