"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import { listedOptions } from "../../render/object.ts";
import type { View } from "../../render/view.ts";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { fieldProps } from "../field-props.ts";
import { widthClass } from "../width.ts";
import type { multiSelect } from "./definition.ts";

export const MultiSelect: View<typeof multiSelect> = ({ props }) => {
  const bound = useBoundField(props);
  const text = useText();
  const t = useTranslations("run.form");
  if (bound === undefined) return null;
  return (
    <TagPicker
      {...fieldProps(bound)}
      items={listedOptions(bound.field).map((option) => ({ id: option.id, label: text(option.label, option.id) }))}
      placeholder={bound.placeholder ?? t("choosePlaceholder")}
      value={Array.isArray(bound.value) ? (bound.value as string[]) : []}
      onChange={(ids) => bound.onChange(ids.length === 0 ? undefined : ids)}
      className={widthClass(props.width)}
    />
  );
};
