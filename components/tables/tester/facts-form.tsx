"use client";
import { useTranslations, useLocale } from "use-intl";
import { useText } from "../../i18n/index.ts";
import { DateField, DateTimeField } from "../../ui/date-field.tsx";
import { Select } from "../../ui/select.tsx";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { currencySymbol, weekdayText } from "../cell-text.ts";
import { type Column, isNumeric } from "../column.ts";
import { type Facts, membersIn, readFacts } from "./facts.ts";

/** One control for each input of a table, by its type. */
export function FactsForm(props: {
  readonly columns: readonly Column[];
  readonly facts: Facts;
  readonly onFacts: (facts: Facts) => void;
  /** IANA zone of the table */
  readonly timezone: string;
}) {
  const { columns, facts } = props;
  const unread = new Set(readFacts(facts, columns).unread);
  return columns
    .filter(({ side }) => side === "input")
    .map((column) => (
      <Fact
        key={column.id}
        column={column}
        value={facts[column.name] ?? ""}
        isUnread={unread.has(column.name)}
        timezone={props.timezone}
        onChange={(next) => props.onFacts({ ...facts, [column.name]: next })}
      />
    ));
}

function Fact(props: {
  readonly column: Column;
  readonly value: string;
  readonly isUnread: boolean;
  readonly timezone: string;
  readonly onChange: (value: string) => void;
}) {
  const { column, value, onChange } = props;
  const t = useTranslations("studio.tester");
  const tt = useTranslations("studio.table");
  const tc = useTranslations("studio.cell");
  const text = useText();
  const locale = useLocale();
  const label = text(column.label, column.name);
  const options = column.options.map((option) => ({ id: option.id, label: text(option.label, option.id) }));
  const shared = { labelAt: "start", size: "sm", label } as const;
  switch (column.type) {
    case "enum":
    case "boolean":
    case "weekday": {
      const items =
        column.type === "enum"
          ? options
          : column.type === "boolean"
            ? [
                { id: "true", label: tt("yes") },
                { id: "false", label: tt("no") },
              ]
            : [1, 2, 3, 4, 5, 6, 7].map((day) => ({ id: String(day), label: weekdayText(day, locale) }));
      return <Select {...shared} items={[{ id: "", label: t("absent") }, ...items]} value={value} onChange={onChange} />;
    }
    case "set":
      if (options.length === 0) break;
      return (
        <div className="grid grid-cols-[84px_minmax(0,1fr)] items-center gap-x-2">
          <span aria-hidden="true" className="ellipsis text-sm text-muted">
            {label}
          </span>
          <TagPicker
            label={label}
            hideLabel
            size="sm"
            items={options}
            value={membersIn(value, column) ?? []}
            onChange={(ids) => onChange(ids.join("; "))}
            placeholder={t("absent")}
          />
        </div>
      );
    case "date":
      return <DateField {...shared} value={value === "" ? undefined : value} onChange={(day) => onChange(day ?? "")} />;
    case "instant":
      return (
        <DateTimeField
          {...shared}
          timeZone={props.timezone}
          value={value === "" ? undefined : value}
          onChange={(at) => onChange(at ?? "")}
        />
      );
    default:
  }
  return (
    <TextField
      {...shared}
      value={value}
      onChange={onChange}
      error={props.isUnread ? tc(`why.${column.type === "set" ? "option" : column.type}`, { text: value }) : undefined}
      placeholder={t("absent")}
      {...(isNumeric(column.type) ? { inputMode: "decimal" as const } : {})}
      {...(column.currency === undefined
        ? {}
        : {
            before: <span className="text-faint">{currencySymbol(column.currency)}</span>,
            after: <span className="text-sm text-faint">{column.currency}</span>,
          })}
    />
  );
}
