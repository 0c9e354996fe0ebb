"use client";
import { useTranslations } from "use-intl";
import { useState } from "react";
import type { Item } from "../ui/choice-item.tsx";
import { ComboBox } from "../ui/combo-box.tsx";
import type { FieldProps } from "../ui/field.tsx";
import { Picked } from "./picked.tsx";

/** Several of many, found by typing: what was picked stands below, each to be taken away again. `single`: the next takes the last one's place. */
export function PickSeveral(
  props: Pick<FieldProps, "label" | "hideLabel" | "labelAt" | "size" | "help"> & {
    /** what fits the typed text, also what is picked already */
    readonly items: readonly Item[];
    readonly nameOf: (id: string) => string;
    readonly value: readonly string[];
    readonly onChange: (ids: readonly string[]) => void;
    readonly single?: boolean;
    /** whoever searches for what is typed; absent: the items are narrowed here */
    readonly onType?: (text: string) => void;
    readonly placeholder?: string;
  },
) {
  const { items, value, single = false, onType, nameOf, onChange, placeholder, ...field } = props;
  const t = useTranslations("run.form");
  const [typed, setTyped] = useState("");
  const type = (text: string): void => {
    setTyped(text);
    onType?.(text);
  };
  const wanted = typed.trim().toLocaleLowerCase();
  const shown = items.filter(
    (item) => !value.includes(item.id) && (onType !== undefined || item.label.toLocaleLowerCase().includes(wanted)),
  );
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <ComboBox
        {...field}
        items={shown}
        value={null}
        inputValue={typed}
        onInputChange={type}
        onChange={(id) => {
          if (id === null) return;
          onChange(single ? [id] : [...value, id]);
          type("");
        }}
        onBlur={() => type("")}
        placeholder={placeholder ?? t("search")}
        empty={t("noMatch")}
      />
      <Picked
        label={field.label}
        items={value.map((id) => ({ id, label: nameOf(id) }))}
        onRemove={(ids) => onChange(value.filter((id) => !ids.has(id)))}
      />
    </div>
  );
}
