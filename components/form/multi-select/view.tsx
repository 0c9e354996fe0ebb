"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField } from "../../render/form-state.tsx";
import { listedOptions } from "../../render/object.ts";
import type { View } from "../../render/view.ts";
import { TagPicker } from "../../ui/tag-picker.tsx";
import { widthClass } from "../width.ts";
import type { multiSelect } from "./definition.ts";

export const MultiSelect: View<typeof multiSelect> = ({ props }) => {
  const bound = useBoundField(props);
  const text = useText();
  const t = useTranslations("run.form");
  if (bound === undefined) return null;
  return (
    <TagPicker
      label={bound.label}
      help={bound.help}
      error={bound.error}
      size="lg"
      items={listedOptions(bound.field).map((option) => ({ id: option.id, label: text(option.label, option.id) }))}
      placeholder={bound.placeholder ?? t("choosePlaceholder")}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={Array.isArray(bound.value) ? (bound.value as string[]) : []}
      onChange={(ids) => bound.onChange(ids.length === 0 ? undefined : ids)}
      onBlur={bound.onBlur}
      className={widthClass(props.width)}
    />
  );
};
