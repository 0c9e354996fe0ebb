"use client";
import { useDraggable } from "@dnd-kit/react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Component, Field, ObjectDocument } from "#metadata";
import { components } from "#components/definitions";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { useText } from "../../i18n/index.ts";
import { cx } from "../../ui/cx.ts";
import { Icon } from "../../ui/icon.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { type Carried, carriedId, useDesign } from "./design-context.tsx";
import { fieldTypeFor, fieldsNotShown, spotAt } from "./node-tree.ts";

const groups = ["layout", "input", "display", "data"] as const;

/** What can be placed: fields that stand nowhere yet, then components by group. Enter places after the selection. */
export function Palette({ object }: { readonly object: ObjectDocument | undefined }) {
  const t = useTranslations("studio.form");
  const text = useText();
  const { document } = useDesign();
  const [query, setQuery] = useState("");
  const fits = (label: string, name: string): boolean => `${label} ${name}`.toLowerCase().includes(query.trim().toLowerCase());
  const free = object === undefined || document.kind !== "form" ? [] : fieldsNotShown(document.nodes, object.fields);
  const shownFields = free.filter((field) => fits(text(field.label, field.name), field.name));
  const placeable = (component: Component): boolean =>
    component.on.includes(document.kind) &&
    (component.bound !== true || (object !== undefined && fieldTypeFor(component, fieldTypes) !== undefined));
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto pb-4">
      <div className="px-4 pt-3">
        <SearchField label={t("find")} value={query} onChange={setQuery} />
      </div>
      {document.kind === "form" && object !== undefined ? (
        <section>
          <h3 className="flex justify-between px-4 pt-3 pb-1 text-sm font-medium text-muted">
            <span>{t("notOnForm", { object: text(object.label, object.name) })}</span>
            <span className="num">{free.length}</span>
          </h3>
          {free.length === 0 ? <p className="px-4 py-1 text-sm text-faint">{t("allOnForm")}</p> : null}
          {shownFields.map((field) => (
            <FieldItem key={field.name} field={field} />
          ))}
        </section>
      ) : null}
      {groups.map((group) => {
        const shown = components.all.filter(
          (component: Component) => component.group === group && placeable(component) && fits(text(component.label), component.name),
        );
        return shown.length === 0 ? null : (
          <section key={group}>
            <h3 className="px-4 pt-3 pb-1 text-sm font-medium text-muted">{t(`group.${group}`)}</h3>
            {shown.map((component: Component) => (
              <Item
                key={component.name}
                what={{ is: "component", name: component.name }}
                icon={component.icon}
                label={text(component.label, component.name)}
              />
            ))}
          </section>
        );
      })}
    </div>
  );
}

function FieldItem({ field }: { readonly field: Field }) {
  const text = useText();
  return (
    <Item
      what={{ is: "field", name: field.name }}
      icon={fieldTypes.get(field.type)?.icon ?? "circle-help"}
      label={text(field.label, field.name)}
    />
  );
}

function Item({ what, icon, label }: { readonly what: Carried; readonly icon: string; readonly label: string }) {
  const t = useTranslations("studio.form");
  const design = useDesign();
  const { ref, isDragging } = useDraggable({ id: carriedId(what) });
  const place = (): void => {
    const { selected, document } = design;
    design.put(
      what,
      selected === undefined
        ? { parent: null, before: null }
        : spotAt(document.nodes, selected, design.isContainer(selected) ? "inside" : "after"),
    );
  };
  return (
    <button
      ref={ref}
      type="button"
      aria-label={t("place", { name: label })}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          place();
        }
      }}
      onDoubleClick={place}
      className={cx(
        "flex h-8 w-full cursor-grab items-center gap-2 pr-4 pl-2 text-left hover:bg-surface-hover focus-visible:outline-offset-[-2px]",
        isDragging && "bg-accent-soft text-accent-text",
      )}
    >
      <Icon name="grip-vertical" size={14} className={isDragging ? "" : "text-faint"} />
      <Icon name={icon} className={isDragging ? "" : "text-muted"} />
      <span className="ellipsis">{label}</span>
    </button>
  );
}
