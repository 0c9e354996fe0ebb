"use client";
import { pinyin } from "pinyin-pro";
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
import { groupedTypes } from "./type-groups.ts";

const sought = new Map<string, string>();
/** What a search looks into: the label in every language, its pinyin whole and by first letters, the type's name. */
function soughtIn(type: FieldType): string {
  let words = sought.get(type.name);
  if (words === undefined) {
    const labels: readonly string[] =
      typeof type.label === "string" ? [type.label] : Object.values(type.label).filter((label) => label !== undefined);
    const sounds = labels.flatMap((label) => {
      const syllables = pinyin(label, { toneType: "none", type: "array", nonZh: "consecutive" });
      return [syllables.join(""), syllables.map((each) => each[0] ?? "").join("")];
    });
    words = [...labels, ...sounds, type.name].join(" ").toLowerCase();
    sought.set(type.name, words);
  }
  return words;
}

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
  const wanted = query.trim().toLowerCase();
  const shown = fieldTypes.all.filter(
    (type) => wanted === "" || soughtIn(type).includes(wanted) || about(type).toLowerCase().includes(wanted),
  );
  const about = (type: FieldType): string => {
    const key = `typeAbout.${type.name}` as "typeAbout.text";
    return t.has(key) ? t(key) : "";
  };
  const taken = Object.values(object.fields).map(({ name }) => name);
  const add = (type: FieldType): void => {
    const spoken = label.trim() === "" ? text(type.label, type.name) : label.trim();
    const { id, value } = newField(
      type,
      object,
      { [locale]: spoken },
      nameFrom(spoken, taken),
      ofKind<ObjectDocument>(documents, "object"),
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
      className="w-140"
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
        <div className="-mx-1 max-h-96 overflow-auto px-1">
          {groupedTypes(shown).map(({ group, types }) => (
            <section key={group} aria-label={t(`typeGroup.${group}`)}>
              <h3 className="sticky top-0 bg-surface-raised px-2 pt-2 pb-1 text-sm font-medium text-muted">{t(`typeGroup.${group}`)}</h3>
              <ul className="grid grid-cols-2 gap-0.5">
                {types.map((type) => (
                  <li key={type.name}>
                    <button
                      type="button"
                      aria-label={text(type.label, type.name)}
                      aria-description={about(type)}
                      className="flex w-full items-start gap-2 rounded-sm px-2 py-1.5 text-left hover:bg-surface-hover"
                      onClick={() => add(type)}
                    >
                      <Icon name={type.icon} className="mt-0.5 flex-none text-muted" />
                      <span className="min-w-0">
                        <span className="block">{text(type.label, type.name)}</span>
                        <span className="block text-sm text-muted">{about(type)}</span>
                      </span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {shown.length === 0 ? <p className="px-2 py-3 text-muted">{t("noType")}</p> : null}
        </div>
      </div>
    </Popover>
  );
}
