"use client";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { FieldType, ObjectDocument } from "#metadata";
import { fields as fieldTypes } from "#metadata/vocabulary";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Popover } from "../../ui/popover.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { ofKind } from "../documents.ts";
import { nameFrom } from "../name.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";
import { newField } from "./field-commands.ts";

/** Label first, then the type; the API name follows the label. */
export function AddField({ object, onAdded }: { readonly object: ObjectDocument; readonly onAdded: (id: string) => void }) {
  const t = useTranslations("studio.object");
  const text = useText();
  const locale = useLocale();
  const { workspace } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const [open, setOpen] = useState(false);
  const [label, setLabel] = useState("");
  const [query, setQuery] = useState("");
  const shown = fieldTypes.all.filter((type) => `${text(type.label)} ${type.name}`.toLowerCase().includes(query.trim().toLowerCase()));
  const taken = Object.values(object.fields).map(({ name }) => name);
  const add = (type: FieldType): void => {
    const spoken = label.trim() === "" ? text(type.label, type.name) : label.trim();
    const { id, value } = newField(
      type,
      object,
      { [locale]: spoken },
      nameFrom(spoken, taken),
      ofKind<ObjectDocument>(documents, "object").map(({ name }) => name),
    );
    workspace.run(
      { key: "addField", values: { name: spoken } },
      { do: "add", document: `object/${object.name}`, path: ["fields"], id, value, before: null },
    );
    setOpen(false);
    setLabel("");
    setQuery("");
    onAdded(id);
  };
  return (
    <Popover
      label={t("addField")}
      isOpen={open}
      onOpenChange={setOpen}
      placement="bottom end"
      trigger={
        <Button size="sm" icon="plus">
          {t("addField")}
        </Button>
      }
      className="w-80"
    >
      <div className="flex flex-col gap-3">
        <TextField
          label={t("label")}
          value={label}
          onChange={setLabel}
          size="sm"
          autoFocus
          help={label.trim() === "" ? t("nameHelp") : nameFrom(label.trim(), taken)}
        />
        <SearchField label={t("findType")} value={query} onChange={setQuery} />
        <ul aria-label={t("type")} className="grid max-h-80 grid-cols-2 gap-0.5 overflow-auto">
          {shown.map((type) => (
            <li key={type.name}>
              <button
                type="button"
                className="flex h-8 w-full items-center gap-2 rounded-sm px-2 text-left hover:bg-surface-hover"
                onClick={() => add(type)}
              >
                <Icon name={type.icon} className="flex-none text-muted" />
                <span className="ellipsis">{text(type.label, type.name)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </Popover>
  );
}
