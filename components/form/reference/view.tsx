"use client";
import { useTranslations } from "use-intl";
import { useFound } from "../../render/find-records.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { useObject } from "../../render/scope.tsx";
import { idOfReference, useReferred, useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
import { useFoundText } from "../found-text.ts";
import { widthClass } from "../width.ts";
import type { reference } from "./definition.ts";

export const Reference: View<typeof reference> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.form");
  const objectName = bound.field.fieldType.refersTo?.(bound.field.settings);
  const object = useObject(objectName);
  const titleOf = useTitleOf();
  const id = idOfReference(bound.value);
  const chosen = useReferred(objectName, bound.value);
  const { text, typed, known, type, pick, leave } = useFoundText(id, chosen === undefined ? "" : titleOf(object, chosen));
  const found = useFound(object, objectName, typed ?? "");
  const items = (found.data?.data ?? []).map((record) => ({ id: record.id, label: titleOf(object, record) }));
  if (id !== undefined && typed === undefined && !items.some((item) => item.id === id)) items.unshift({ id, label: known });
  return (
    <ComboBox
      label={bound.label}
      help={bound.help}
      error={bound.error}
      size="lg"
      items={items}
      value={id ?? null}
      inputValue={text}
      onInputChange={(next) => {
        type(next);
        if (next === "") bound.onChange(undefined);
      }}
      onChange={(next) => {
        const item = items.find((each) => each.id === next);
        if (item === undefined) return;
        pick(item);
        bound.onChange(item.id);
      }}
      onBlur={() => {
        leave();
        bound.onBlur();
      }}
      placeholder={bound.placeholder ?? t("search")}
      empty={t("noMatch")}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      className={className}
    />
  );
}
