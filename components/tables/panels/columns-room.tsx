"use client";
import { useMemo, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type ColumnType, type Json, type TableDocument, columnTypes } from "#metadata";
import { orderedIds } from "../../designer/order.ts";
import { useStudio } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { nameFrom } from "../../designer/name.ts";
import { columnIcons } from "../column.ts";
import { addColumn, columnAt, type Side } from "./column-commands.ts";
import { ColumnPanel } from "./column-panel.tsx";
import { DeleteColumnDialog } from "./delete-column-dialog.tsx";
import { Sortable } from "./sortable.tsx";
import { TablePanel } from "./table-panel.tsx";
import { routingPartsOf } from "./users-of-column.ts";

export interface ChosenColumn {
  readonly side: Side;
  readonly id: string;
}

/** The columns of a table in their order, inputs and outputs, and the settings of the chosen one; of the table where none is. */
export function ColumnsRoom(props: {
  readonly table: TableDocument;
  readonly published: TableDocument | undefined;
  /** the column that is chosen at first */
  readonly first?: ChosenColumn | undefined;
}) {
  const { table, published, first } = props;
  const t = useTranslations("studio.columns");
  const tp = useTranslations("studio.panel");
  const text = useText();
  const { workspace } = useStudio();
  const [chosen, setChosen] = useState(first);
  const [deleting, setDeleting] = useState<ChosenColumn>();
  const selected = chosen !== undefined && columnAt(table, chosen.side, chosen.id) !== undefined ? chosen : undefined;
  const isNew = ({ side, id }: ChosenColumn): boolean => published === undefined || published[side][id] === undefined;
  const labelOf = (side: Side, id: string): string => {
    const column = columnAt(table, side, id);
    return text(column?.label, column?.name ?? id);
  };
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_var(--panel)]">
      <div className="min-h-0 overflow-auto">
        {(["inputs", "outputs"] as const).map((side) => {
          const ids = orderedIds(table[side] as unknown as Json);
          return (
            <section key={side} aria-label={t(side)}>
              <header className="sticky top-0 z-10 flex h-12 items-center gap-2 border-b border-line bg-surface px-4">
                <h2 className="font-semibold">{t(side)}</h2>
                <span className="num text-sm text-faint">{ids.length}</span>
                <span className="flex-1 text-sm text-muted">{t(`${side}Help`)}</span>
                <AddColumn table={table} side={side} onAdded={(id) => setChosen({ side, id })} />
              </header>
              {ids.length === 0 ? (
                <EmptyState title={t(`no_${side}`)}>{t(`no_${side}Help`)}</EmptyState>
              ) : (
                <Sortable
                  label={t(side)}
                  ids={ids}
                  nameOf={(id) => labelOf(side, id)}
                  onMove={(id, before) =>
                    workspace.run(
                      { key: "moveColumn", values: { name: labelOf(side, id) } },
                      { do: "move", document: `table/${table.name}`, path: [side], id, before },
                    )
                  }
                  lineClassName={(id) =>
                    selected?.side === side && selected.id === id && "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]"
                  }
                >
                  {(id) => (
                    <ColumnLine
                      table={table}
                      side={side}
                      id={id}
                      isNew={published !== undefined && isNew({ side, id })}
                      isSelected={selected?.side === side && selected.id === id}
                      onSelect={() => setChosen({ side, id })}
                      onClear={() => setChosen(undefined)}
                      onDelete={() => setDeleting({ side, id })}
                    />
                  )}
                </Sortable>
              )}
            </section>
          );
        })}
      </div>
      <aside aria-label={tp("properties")} className="min-h-0 overflow-auto border-l border-line bg-surface">
        {selected === undefined ? (
          <TablePanel table={table} />
        ) : (
          <ColumnPanel
            key={`${selected.side} ${selected.id}`}
            table={table}
            side={selected.side}
            id={selected.id}
            isNew={isNew(selected)}
            onDelete={() => setDeleting(selected)}
            onClose={() => setChosen(undefined)}
          />
        )}
      </aside>
      {deleting === undefined ? null : (
        <DeleteColumnDialog
          table={table}
          side={deleting.side}
          id={deleting.id}
          onClose={() => setDeleting(undefined)}
          onDelete={() => {
            workspace.run(
              { key: "removeColumn", values: { name: labelOf(deleting.side, deleting.id) } },
              { do: "remove", document: `table/${table.name}`, path: [deleting.side, deleting.id] },
            );
            setDeleting(undefined);
            setChosen(undefined);
          }}
        />
      )}
    </div>
  );
}

function ColumnLine(props: {
  readonly table: TableDocument;
  readonly side: Side;
  readonly id: string;
  readonly isNew: boolean;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onClear: () => void;
  readonly onDelete: () => void;
}) {
  const { table, side, id } = props;
  const t = useTranslations("studio.columns");
  const ts = useTranslations("studio");
  const text = useText();
  const column = columnAt(table, side, id);
  if (column === undefined) return null;
  const label = text(column.label, column.name);
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_40px]">
      <button
        type="button"
        aria-pressed={props.isSelected}
        onClick={props.onSelect}
        onKeyDown={(event) => {
          if (event.key === "Delete" || event.key === "Backspace") {
            event.preventDefault();
            props.onDelete();
          } else if (event.key === "Escape") props.onClear();
        }}
        className="grid min-h-9 grid-cols-[minmax(120px,1.2fr)_minmax(100px,1fr)_minmax(130px,1fr)_minmax(140px,1.2fr)] items-center gap-x-2 text-left outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus"
      >
        <span className="ellipsis font-medium">{label}</span>
        <span className="ellipsis font-mono text-sm text-faint">{column.name}</span>
        <span className="flex min-w-0 items-center gap-1.5 text-muted">
          <Icon name={columnIcons[column.type]} />
          <span className="ellipsis">
            {t(`type.${column.type}`)}
            {"list" in column && column.list === true ? ` · ${t("listOf")}` : ""}
          </span>
        </span>
        <span className="flex min-w-0 flex-wrap items-center gap-1 py-1 pr-2">
          {props.isNew ? <Chip tone="success">{ts("rowState.new")}</Chip> : null}
          {"personal" in column && column.personal === true ? <Chip tone="warning">{t("personal")}</Chip> : null}
          {routingPartsOf(table, side, id).map((part) => (
            <Chip key={part} outlined>
              {t(`part.${part}`)}
            </Chip>
          ))}
        </span>
      </button>
      <span
        className={cx("grid place-items-center", props.isSelected ? "visible" : "invisible group-focus-within:visible group-hover:visible")}
      >
        <IconButton icon="trash-2" size="sm" label={t("delete", { name: label })} shortcut="Del" onPress={props.onDelete} />
      </span>
    </div>
  );
}

/** Label first, then the type; the API name follows the label. */
function AddColumn(props: { readonly table: TableDocument; readonly side: Side; readonly onAdded: (id: string) => void }) {
  const { table, side } = props;
  const t = useTranslations("studio.columns");
  const locale = useLocale();
  const { workspace } = useStudio();
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("");
  const taken = useMemo(() => Object.values(table[side]).map(({ name }) => name), [table, side]);
  const add = (type: ColumnType): void => {
    const spoken = label.trim() === "" ? t(`type.${type}`) : label.trim();
    const { id, commands } = addColumn(table, side, type, spoken, locale, locale.startsWith("zh") ? "CNY" : "USD");
    workspace.run({ key: "addColumn", values: { name: spoken } }, commands);
    setOpen(false);
    setLabel("");
    props.onAdded(id);
  };
  return (
    <Popover
      label={t(side === "inputs" ? "addInput" : "addOutput")}
      isOpen={open}
      onOpenChange={setOpen}
      placement="bottom end"
      trigger={
        <Button size="sm" icon="plus">
          {t(side === "inputs" ? "addInput" : "addOutput")}
        </Button>
      }
      className="w-110"
    >
      <div className="flex flex-col gap-3">
        <TextField
          label={t("label")}
          value={label}
          onChange={setLabel}
          size="sm"
          autoFocus
          help={label.trim() === "" ? t("nameHelp") : nameFrom(label.trim(), taken, "column")}
        />
        <ul aria-label={t("typeLabel")} className="grid grid-cols-2 gap-0.5">
          {columnTypes.map((type) => (
            <li key={type}>
              <button
                type="button"
                aria-label={t(`type.${type}`)}
                aria-description={t(`about.${type}`)}
                className="flex w-full items-start gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-surface-hover"
                onClick={() => add(type)}
              >
                <Icon name={columnIcons[type]} className="mt-0.5 flex-none text-muted" />
                <span className="min-w-0">
                  <span className="block">{t(`type.${type}`)}</span>
                  <span className="block text-sm text-muted">{t(`about.${type}`)}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Popover>
  );
}
