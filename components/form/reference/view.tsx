"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { useFound } from "../../render/find-records.ts";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import { useObject } from "../../render/scope.tsx";
import { idOfReference, useReferred, useTitleOf } from "../../render/value.tsx";
import type { View } from "../../render/view.ts";
import { ComboBox } from "../../ui/combo-box.tsx";
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
  const title = chosen === undefined ? "" : titleOf(object, chosen);
  const [text, setText] = useState(title);
  const [typing, setTyping] = useState(false);
  useEffect(() => {
    if (!typing) setText(title);
  }, [title, typing]);
  const found = useFound(object, objectName, typing ? text : "");
  const items = (found.data?.data ?? []).map((record) => ({ id: record.id, label: titleOf(object, record) }));
  if (chosen !== undefined && !typing && !items.some((item) => item.id === chosen.id)) items.unshift({ id: chosen.id, label: title });
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
        setTyping(true);
        setText(next);
        if (next === "") bound.onChange(undefined);
      }}
      onChange={(next) => {
        setTyping(false);
        if (next !== null) {
          bound.onChange(next);
          setText(items.find((item) => item.id === next)?.label ?? text);
        }
      }}
      onBlur={() => {
        setTyping(false);
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
