"use client";
import { useState } from "react";
import { useTimeZone, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { useText } from "../../i18n/provider.tsx";
import { listedOptions } from "../../render/object.ts";
import type { ShownField } from "../../render/object.ts";
import { Button } from "../../ui/button.tsx";
import { DateField, DateTimeField } from "../../ui/date-field.tsx";
import { Select } from "../../ui/select.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { comparisonsOf, needsValue, type Comparison, type Condition } from "./conditions.ts";

/** Makes one filter: field, comparison, value. */
export function FilterEditor(props: { readonly fields: readonly ShownField[]; readonly onApply: (condition: Condition) => void }) {
  const t = useTranslations("run.list");
  const tc = useTranslations("common");
  const text = useText();
  const zone = useTimeZone() ?? "UTC";
  const [name, setName] = useState(props.fields[0]?.name);
  const field = props.fields.find((each) => each.name === name);
  const possible = field === undefined ? [] : comparisonsOf(field);
  const [wanted, setWanted] = useState<Comparison | undefined>();
  const is = wanted !== undefined && possible.includes(wanted) ? wanted : possible[0];
  const [value, setValue] = useState<Json | undefined>();
  if (field === undefined || is === undefined) return null;
  const options = listedOptions(field);
  const type = field.fieldType.type(field.settings);
  const ready = !needsValue(is) || (value !== undefined && value !== "");
  return (
    <form
      className="flex w-64 flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) props.onApply({ field: field.name, is, ...(needsValue(is) && value !== undefined ? { value } : {}) });
      }}
    >
      <Select
        label={t("field")}
        items={props.fields.map((each) => ({ id: each.name, label: text(each.label) }))}
        value={field.name}
        onChange={(next) => {
          setName(next);
          setValue(undefined);
        }}
      />
      <Select
        label={t("condition")}
        items={possible.map((each) => ({ id: each, label: t(each) }))}
        value={is}
        onChange={(next) => setWanted(next as Comparison)}
      />
      {!needsValue(is) ? null : options.length > 0 ? (
        <Select
          label={t("value")}
          items={options.map((option) => ({ id: option.id, label: text(option.label) }))}
          value={typeof value === "string" ? value : null}
          onChange={setValue}
        />
      ) : type === "boolean" ? (
        <Select
          label={t("value")}
          items={[
            { id: "true", label: tc("yes") },
            { id: "false", label: tc("no") },
          ]}
          value={value === undefined ? null : String(value)}
          onChange={(next) => setValue(next === "true")}
        />
      ) : type === "date" ? (
        <DateField label={t("value")} value={typeof value === "string" ? value : undefined} onChange={setValue} />
      ) : type === "instant" ? (
        <DateTimeField label={t("value")} timeZone={zone} value={typeof value === "string" ? value : undefined} onChange={setValue} />
      ) : (
        <TextField
          label={t("value")}
          value={value === undefined ? "" : String(value)}
          inputMode={type === "text" ? "text" : "decimal"}
          onChange={(next) =>
            setValue(next === "" ? undefined : type === "number" ? (Number.isNaN(Number(next)) ? undefined : Number(next)) : next)
          }
        />
      )}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" size="sm" isDisabled={!ready}>
          {t("apply")}
        </Button>
      </div>
    </form>
  );
}
