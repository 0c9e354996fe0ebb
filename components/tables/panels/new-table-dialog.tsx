"use client";
import { useState } from "react";
import { Label, Radio, RadioGroup } from "react-aria-components";
import { useLocale, useTranslations } from "use-intl";
import { tablePresets } from "#metadata/presets";
import { nameFrom } from "../../designer/name.ts";
import { useStudio, useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Icon } from "../../ui/icon.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { beginnings, newTable } from "./new-table.ts";

/** A new decision table: what it begins with, then its label; the API name follows the label until it is typed over. */
export function NewTableDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations("studio");
  const tn = useTranslations("studio.newTable");
  const c = useTranslations("common");
  const text = useText();
  const locale = useLocale();
  const { workspace, place } = useStudio();
  const documents = useWorkspace((state) => state.documents);
  const [beginning, setBeginning] = useState<string>("blank");
  const [typedLabel, setLabel] = useState<string>();
  const [typedName, setName] = useState<string>();
  const preset = tablePresets.get(beginning);
  const label = typedLabel ?? (preset === undefined ? "" : text(preset.label));
  const taken = [...documents.values()].filter(({ kind }) => kind === "table").map(({ name }) => name);
  const name =
    typedName ??
    (label.trim() === ""
      ? ""
      : typedLabel === undefined && preset !== undefined && !taken.includes(preset.table.name)
        ? preset.table.name
        : nameFrom(label, taken, "table"));
  const wrong = name !== "" && (!/^[a-z][a-z0-9_]{0,62}$/.test(name) || taken.includes(name));
  const ready = label.trim() !== "" && name !== "" && !wrong;
  const make = (): void => {
    if (!ready) return;
    const said = typedLabel === undefined && preset !== undefined ? preset.label : { [locale]: label.trim() };
    workspace.run(
      { key: "addDocument", values: { name: label.trim() } },
      { do: "add", document: `table/${name}`, path: [], id: name, value: newTable(beginning, name, said) },
    );
    onClose();
    place.go(`/studio/tables/${name}`);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width={640}
      title={tn("title")}
      actions={
        <>
          <Button onPress={onClose}>{c("cancel")}</Button>
          <Button variant="primary" isDisabled={!ready} onPress={make}>
            {tn("create")}
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          make();
        }}
      >
        <RadioGroup value={beginning} onChange={setBeginning} className="flex flex-col gap-1.5">
          <Label className="text-sm text-muted">{tn("begins")}</Label>
          <div className="grid grid-cols-1 gap-2 sm:grid-cols-2">
            {beginnings.map((each) => {
              const found = tablePresets.get(each);
              return (
                <Radio
                  key={each}
                  value={each}
                  className={({ isSelected, isFocusVisible, isHovered }) =>
                    cx(
                      "flex cursor-default items-start gap-2 rounded-md border p-2.5",
                      isSelected ? "border-accent bg-accent-soft" : "border-line",
                      isHovered && !isSelected && "bg-surface-hover",
                      isFocusVisible && "outline-2 outline-offset-1 outline-focus",
                    )
                  }
                >
                  <Icon name={found?.icon ?? "table-2"} className="mt-0.5 flex-none text-muted" />
                  <span className="min-w-0">
                    <span className="block font-medium">{found === undefined ? tn("blank") : text(found.label)}</span>
                    <span className="block text-sm text-muted">{found === undefined ? tn("blankHelp") : text(found.description)}</span>
                  </span>
                </Radio>
              );
            })}
          </div>
        </RadioGroup>
        <div className="grid grid-cols-1 items-start gap-3 sm:grid-cols-2">
          <TextField label={t("object.label")} value={label} onChange={setLabel} autoFocus isRequired />
          <TextField
            label={t("object.name")}
            help={t("object.nameHelp")}
            value={name}
            onChange={setName}
            isMono
            error={wrong ? c(taken.includes(name) ? "problem.name_taken" : "problem.invalid") : undefined}
          />
        </div>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
