"use client";
import { useTranslations } from "use-intl";
import { canShow, type Component, type Json } from "#metadata";
import { components } from "../../definitions.ts";
import { useText } from "../../i18n/index.ts";
import { isTyped, type ShownField } from "../../render/object.ts";
import { Select } from "../../ui/select.tsx";
import { PanelSection } from "../panel/panel-section.tsx";

/** Which component a field is typed into and which it is read by: any that can hold its kind of value, the type's own first. */
export function Showing(props: { readonly field: ShownField; readonly set: (key: string, value: Json | undefined) => void }) {
  const { field, set } = props;
  const t = useTranslations("studio.object");
  const text = useText();
  const own = field.like?.fieldType.shownBy ?? field.fieldType.shownBy;
  const choices = (how: "edit" | "read") =>
    (components.all as readonly Component[])
      .filter((each) => canShow(each, how, (field.like ?? field).fieldType, (field.like ?? field).settings))
      .sort((a, b) => Number(b.name === own[how]) - Number(a.name === own[how]));
  const picker = (key: "component" | "display", how: "edit" | "read", label: string) => {
    const given = field[key];
    const offered = choices(how);
    const items = offered.map((each) => ({
      id: each.name === own[how] ? "" : each.name,
      label: each.name === own[how] ? t("usual", { name: text(each.label, each.name) }) : text(each.label, each.name),
      icon: each.icon,
    }));
    if (!items.some(({ id }) => id === ""))
      items.unshift({ id: "", label: t("usual", { name: text(components.get(own[how])?.label, own[how]) }), icon: "square" });
    if (given !== undefined && given !== own[how] && !items.some(({ id }) => id === given))
      items.push({ id: given, label: given, icon: "circle-alert" });
    return items.length < 2 ? null : (
      <Select
        labelAt="start"
        size="sm"
        label={label}
        items={items}
        value={given === undefined || given === own[how] ? "" : given}
        onChange={(id) => set(key, id === "" ? undefined : id)}
      />
    );
  };
  const edit = isTyped(field) && field.derivation === undefined ? picker("component", "edit", t("component")) : null;
  const read = picker("display", "read", t("display"));
  if (edit === null && read === null) return null;
  return (
    <PanelSection title={t("showing")}>
      {edit}
      {read}
    </PanelSection>
  );
}
