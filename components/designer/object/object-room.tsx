"use client";
import { DragDropProvider, PointerSensor, useDraggable, useDroppable } from "@dnd-kit/react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import type { Field, Json, ObjectDocument } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { useText } from "../../i18n/index.ts";
import { IconButton } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { cx } from "../../ui/cx.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { DocumentCode } from "../document-code.tsx";
import { type DragPoint, dragPoint } from "../drag-point.ts";
import { orderedIds } from "../order.ts";
import { PanelObject } from "../panel/picks.ts";
import { NotInDraft } from "../not-in-draft.tsx";
import { NotSaved } from "../not-saved.tsx";
import { useDocument, useStudio } from "../studio-context.tsx";
import { usePublished } from "../use-published.ts";
import { Conversions } from "../change/conversions.tsx";
import { AddField } from "./add-field.tsx";
import { DeleteFieldDialog } from "./delete-field-dialog.tsx";
import { FieldPanel } from "./field-panel.tsx";
import { IndexesRoom } from "./indexes/indexes-room.tsx";
import { ObjectPanel } from "./object-panel.tsx";
import { RulesRoom } from "./rules/rules-room.tsx";
import { StatesRoom } from "./rules/states-room.tsx";

/** An object: its fields in their order, and the settings of the chosen one. */
export function ObjectRoom({ name }: { readonly name: string }) {
  const object = useDocument("object", name);
  if (object === undefined) return <NotInDraft name={name} />;
  return (
    <PanelObject value={name}>
      <Fields object={object} />
    </PanelObject>
  );
}

function Fields({ object }: { readonly object: ObjectDocument }) {
  const t = useTranslations("studio.object");
  const ts = useTranslations("studio");
  const text = useText();
  const { workspace, announce } = useStudio();
  const published = usePublished("object", object.name);
  const [chosen, setChosen] = useState<string>();
  const [deleting, setDeleting] = useState<string>();
  const [mode, setMode] = useState<Mode>(modeOfAddress);
  const [drop, setDrop] = useState<{ readonly id: string; readonly after: boolean }>();
  const list = useRef<HTMLUListElement>(null);
  const key = `object/${object.name}` as const;
  const ids = useMemo(() => orderedIds(object.fields as unknown as Json), [object.fields]);
  const selected = chosen !== undefined && object.fields[chosen] ? chosen : undefined;

  const labelOf = (id: string): string => text(object.fields[id]?.label, object.fields[id]?.name ?? id);
  const move = (id: string, before: string | null): void => {
    if (!workspace.run({ key: "moveField", values: { name: labelOf(id) } }, { do: "move", document: key, path: ["fields"], id, before }))
      return;
    const now = workspace.get().documents.get(key);
    if (now?.kind === "object")
      announce(t("moved", { name: labelOf(id), to: orderedIds(now.fields as unknown as Json).indexOf(id) + 1, count: ids.length }));
  };
  const focus = (id: string | undefined): void => {
    if (id === undefined) return;
    setChosen(id);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"]`)?.focus());
  };
  const press = (event: KeyboardEvent, id: string): void => {
    const at = ids.indexOf(id);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const by = event.key === "ArrowDown" ? 1 : -1;
      if (!event.altKey) focus(ids[at + by]);
      else if (ids[at + by] !== undefined) {
        move(id, by < 0 ? (ids[at - 1] ?? null) : (ids[at + 2] ?? null));
        focus(id);
      }
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      setDeleting(id);
    } else if (event.key === "Escape") setChosen(undefined);
  };
  const isNew = (id: string): boolean => published !== undefined && (published === null || published.document.fields[id] === undefined);

  return (
    <div className="grid h-full min-h-0 grid-cols-[minmax(0,1fr)_var(--panel)]">
      <div className="flex min-h-0 flex-col">
        <div className="flex h-13 flex-none items-center gap-2 border-b border-line px-4">
          <Icon name={object.icon ?? "box"} className="text-muted" />
          <button type="button" className="rounded-sm" onClick={() => setChosen(undefined)}>
            <h1 className="text-lg font-semibold">{text(object.label, object.name)}</h1>
          </button>
          <span className="font-mono text-sm text-faint">{object.name}</span>
          <span className="num text-sm text-muted">{t("fieldCount", { count: ids.length })}</span>
          <span className="flex-1" />
          <SegmentedControl
            label={ts("form.mode")}
            size="sm"
            value={mode}
            onChange={(next) => setMode(next as Mode)}
            items={[
              { id: "design", label: t("fields") },
              { id: "states", label: ts("states.title") },
              { id: "rules", label: ts("rules.title") },
              { id: "indexes", label: ts("indexes.title") },
              { id: "code", label: ts("form.code"), icon: "code" },
            ]}
          />
          {mode === "design" ? <AddField object={object} onAdded={focus} /> : null}
        </div>
        <NotSaved kind="object" name={object.name} className="m-3" />
        <Conversions object={object.name} />
        {mode === "code" ? (
          <div className="min-h-0 flex-1">
            <DocumentCode document={object} kind="object" />
          </div>
        ) : mode === "states" || mode === "rules" ? (
          <div className="min-h-0 flex-1 overflow-auto">
            {mode === "states" ? <StatesRoom object={object} /> : <RulesRoom object={object} />}
          </div>
        ) : mode === "indexes" ? (
          <div className="min-h-0 flex-1 overflow-auto">
            <IndexesRoom
              object={object}
              onField={(id) => {
                setMode("design");
                focus(id);
              }}
            />
          </div>
        ) : (
          <DragDropProvider
            sensors={[PointerSensor]}
            // Announced by the studio's live region, in the language of the page.
            plugins={(defaults) => defaults.slice(1)}
            onDragMove={({ operation, to }) => setDrop(dropAt(dragPoint(operation, to)))}
            onDragOver={({ operation }) => setDrop(dropAt(dragPoint(operation)))}
            onDragEnd={({ operation, canceled }) => {
              const [id, goal] = [operation.source?.id, dropAt(dragPoint(operation))];
              setDrop(undefined);
              if (canceled || id === undefined || goal === undefined) return;
              const before = goal.after ? (ids[ids.indexOf(goal.id) + 1] ?? null) : goal.id;
              if (before !== id) move(String(id), before);
              focus(String(id));
            }}
          >
            <div className="min-h-0 flex-1 overflow-auto">
              <div className="sticky top-0 z-10 grid h-8 grid-cols-[32px_minmax(160px,1.4fr)_minmax(120px,1fr)_minmax(120px,1fr)_200px_40px] items-center border-b border-line bg-surface-sunken text-sm font-medium text-muted">
                <span />
                <span>{t("label")}</span>
                <span>{t("name")}</span>
                <span>{t("type")}</span>
                <span className="pr-2">{t("flags")}</span>
                <span />
              </div>
              {ids.length === 0 ? <EmptyState title={t("noFields")}>{t("noFieldsHelp")}</EmptyState> : null}
              <ul ref={list} aria-label={t("fields")}>
                {ids.map((id) => (
                  <FieldLine
                    key={id}
                    id={id}
                    field={object.fields[id] as Field}
                    isSelected={selected === id}
                    isNew={isNew(id)}
                    isTitle={object.titleField === object.fields[id]?.name}
                    drop={drop?.id === id ? (drop.after ? "after" : "before") : undefined}
                    onSelect={() => setChosen(id)}
                    onKeyDown={(event) => press(event, id)}
                    onDelete={() => setDeleting(id)}
                  />
                ))}
              </ul>
            </div>
          </DragDropProvider>
        )}
      </div>
      <aside aria-label={ts("panel.properties")} className="min-h-0 overflow-auto border-l border-line bg-surface">
        {selected === undefined ? (
          <ObjectPanel object={object} isNew={published === null} />
        ) : (
          <FieldPanel
            key={selected}
            object={object}
            id={selected}
            isNew={isNew(selected)}
            origin={published?.origins[`/fields/${selected}/type`]}
            onDelete={() => setDeleting(selected)}
          />
        )}
      </aside>
      {deleting === undefined ? null : (
        <DeleteFieldDialog
          object={object}
          id={deleting}
          onClose={() => setDeleting(undefined)}
          onDelete={() => {
            workspace.run(
              { key: "removeField", values: { name: labelOf(deleting) } },
              { do: "remove", document: key, path: ["fields", deleting] },
            );
            const next = ids[ids.indexOf(deleting) + 1] ?? ids[ids.indexOf(deleting) - 1];
            setDeleting(undefined);
            focus(next);
          }}
        />
      )}
    </div>
  );
}

const modes = ["design", "states", "rules", "indexes", "code"] as const;
type Mode = (typeof modes)[number];

/** What the address asks to see: "/studio/objects/order#states". */
const modeOfAddress = (): Mode => modes.find((mode) => typeof location !== "undefined" && location.hash === `#${mode}`) ?? "design";

const dropAt = (point: DragPoint | undefined) => point && { id: point.id, after: point.part > 0.5 };

function FieldLine(props: {
  readonly id: string;
  readonly field: Field;
  readonly isSelected: boolean;
  readonly isNew: boolean;
  readonly isTitle: boolean;
  readonly drop: "before" | "after" | undefined;
  readonly onSelect: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onDelete: () => void;
}) {
  const t = useTranslations("studio.object");
  const ts = useTranslations("studio");
  const text = useText();
  const { field, id } = props;
  const type = fieldTypes.get(field.type);
  const { ref: dropRef } = useDroppable({ id });
  const { ref, handleRef, isDragging } = useDraggable({ id });
  const label = text(field.label, field.name);
  return (
    <li
      ref={(element) => {
        dropRef(element);
        ref(element);
      }}
      className={cx(
        "group relative grid grid-cols-[32px_minmax(0,1fr)_40px] border-b border-line bg-surface",
        props.isSelected && "bg-accent-soft shadow-[inset_2px_0_0_var(--accent)]",
        isDragging && "z-10 opacity-80",
      )}
    >
      {props.drop === undefined ? null : (
        <span
          aria-hidden="true"
          className={cx("absolute inset-x-0 z-10 h-0.5 bg-accent", props.drop === "before" ? "-top-px" : "-bottom-px")}
        />
      )}
      <span
        ref={handleRef}
        aria-hidden="true"
        data-handle
        className="grid cursor-grab place-items-center text-faint group-hover:text-muted"
      >
        <Icon name="grip-vertical" size={14} />
      </span>
      <button
        type="button"
        data-field={id}
        aria-pressed={props.isSelected}
        onClick={props.onSelect}
        onKeyDown={props.onKeyDown}
        className="grid h-9 grid-cols-[minmax(160px,1.4fr)_minmax(120px,1fr)_minmax(120px,1fr)_200px] items-center text-left outline-none focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-focus"
      >
        <span className="ellipsis font-medium">
          {label}
          {field.required === true ? <span className="text-danger"> *</span> : null}
        </span>
        <span className="ellipsis font-mono text-sm text-faint">{field.name}</span>
        <span className="flex min-w-0 items-center gap-1.5 text-muted">
          <Icon name={type?.icon ?? "circle-help"} />
          <span className="ellipsis">{text(type?.label, field.type)}</span>
        </span>
        <span className="flex items-center gap-1.5 pr-2">
          {props.isNew ? <Chip tone="success">{ts("rowState.new")}</Chip> : null}
          {props.isTitle ? <Chip tone="accent">{t("titleField")}</Chip> : null}
          {field.unique === true ? <Chip>{t("unique")}</Chip> : null}
          {field.indexed === true ? (
            <>
              <Icon name="zap" size={14} className="text-muted" />
              <span className="sr-only">{t("indexed")}</span>
            </>
          ) : null}
        </span>
      </button>
      <span
        className={cx("grid place-items-center", props.isSelected ? "visible" : "invisible group-focus-within:visible group-hover:visible")}
      >
        <IconButton icon="trash-2" size="sm" label={`${t("deleteField")} ${label}`} shortcut="Del" onPress={props.onDelete} />
      </span>
    </li>
  );
}
