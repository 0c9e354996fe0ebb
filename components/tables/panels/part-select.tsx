"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/index.ts";
import { Select } from "../../ui/select.tsx";
import { type Column, columnIcons } from "../column.ts";
import { columnsFor, type PartOfRouting } from "./routing-commands.ts";

/** The column that plays a part in the routing; none, where the part may be left out. */
export function PartSelect(props: {
  readonly part: PartOfRouting;
  readonly columns: readonly Column[];
  readonly value: string | undefined;
  readonly onChange: (id: string | undefined) => void;
  readonly isRequired?: boolean;
  readonly help?: string;
  readonly none?: string;
}) {
  const t = useTranslations("studio.columns");
  const tr = useTranslations("studio.routing");
  const text = useText();
  const items = columnsFor(props.part, props.columns).map(({ id, label, name, type }) => ({
    id,
    label: text(label, name),
    icon: columnIcons[type],
  }));
  const none = props.isRequired === true ? [] : [{ id: "", label: props.none ?? tr("noColumn") }];
  const held = props.value !== undefined && !items.some(({ id }) => id === props.value) ? [{ id: props.value, label: props.value }] : [];
  return (
    <Select
      size="sm"
      label={t(`part.${props.part}`)}
      help={props.help ?? (items.length === 0 ? tr(`needs.${props.part}`) : undefined)}
      items={[...none, ...items, ...held]}
      value={props.value ?? (props.isRequired === true ? null : "")}
      onChange={(id) => props.onChange(id === "" ? undefined : id)}
    />
  );
}
