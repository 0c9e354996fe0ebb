"use client";
import { useEffect, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Given } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Select } from "../../ui/select.tsx";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { givenToText, parseGiven } from "../cell-text.ts";
import type { Column } from "../column.ts";

/** What an output gives, outside the grid: options from a list, everything else as text that is read while it is typed. */
export function GivenInput(props: {
  readonly label: string;
  readonly column: Column;
  readonly value: Given | undefined;
  readonly onChange: (value: Given | undefined) => void;
}) {
  const { column, value, onChange, label } = props;
  const t = useTranslations("studio");
  const text = useText();
  const isExpression = typeof value === "object" && !Array.isArray(value);
  if (column.type === "enum" && !isExpression) {
    const items = column.options.map(({ id, label: name }) => ({ id, label: text(name, id) }));
    return column.list === true ? (
      <TagPicker
        label={label}
        size="sm"
        items={items}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(ids) => onChange(ids.length === 0 ? undefined : ids)}
      />
    ) : (
      <Select
        labelAt="start"
        size="sm"
        label={label}
        items={[{ id: "", label: t("panel.empty") }, ...items]}
        value={value === undefined ? "" : String(value)}
        onChange={(id) => onChange(id === "" ? undefined : id)}
      />
    );
  }
  if (column.type === "boolean" && column.list !== true && !isExpression)
    return (
      <Select
        labelAt="start"
        size="sm"
        label={label}
        items={[
          { id: "", label: t("panel.empty") },
          { id: "true", label: t("table.yes") },
          { id: "false", label: t("table.no") },
        ]}
        value={value === undefined ? "" : String(value)}
        onChange={(id) => onChange(id === "" ? undefined : id === "true")}
      />
    );
  return <WrittenGiven {...props} />;
}

function WrittenGiven(props: Parameters<typeof GivenInput>[0]) {
  const { column, value } = props;
  const t = useTranslations("studio.cell");
  const tp = useTranslations("studio.panel");
  const locale = useLocale();
  const said = givenToText(value, column, locale);
  const [typed, setTyped] = useState(said);
  const [why, setWhy] = useState<string>();
  useEffect(() => {
    // only what comes from elsewhere replaces what is typed
    const read = parseGiven(typed, column);
    if (said !== typed && !(read.ok && givenToText(read.value, column, locale) === said)) {
      setTyped(said);
      setWhy(undefined);
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [said]);
  return (
    <TextField
      labelAt="start"
      size="sm"
      label={props.label}
      value={typed}
      placeholder={tp("empty")}
      error={why}
      onChange={(next) => {
        setTyped(next);
        if (next.trim() === "") {
          setWhy(undefined);
          props.onChange(undefined);
          return;
        }
        const read = parseGiven(next, column);
        setWhy(read.ok ? undefined : t(`why.${read.why}`, { text: read.text }));
        if (read.ok) props.onChange(read.value);
      }}
    />
  );
}
