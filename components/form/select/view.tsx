"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField, useOptions, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Select as Picker } from "../../ui/select.tsx";
import { widthClass } from "../width.ts";
import type { select } from "./definition.ts";

export const Select: View<typeof select> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

const nothing = "";

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const text = useText();
  const t = useTranslations("run.form");
  const tc = useTranslations("common");
  const { options, offeredBy } = useOptions(bound.field);
  const value = typeof bound.value === "string" ? bound.value : null;
  const items = options.map((option) => ({
    id: option.id,
    label: text(option.label, option.id),
    ...(option.description === undefined ? {} : { description: text(option.description) }),
  }));
  // what stands in the record but is no longer to be chosen is still shown
  if (value !== null && !items.some((item) => item.id === value)) items.unshift({ id: value, label: value });
  const clearable = bound.isRequired ? [] : [{ id: nothing, label: tc("none") }];
  return (
    <Picker
      label={bound.label}
      help={
        offeredBy === undefined ? bound.help : options.length === 0 ? t("noOptions") : (bound.help ?? t("offeredBy", { table: offeredBy }))
      }
      error={bound.error}
      size="lg"
      items={[...clearable, ...items]}
      placeholder={bound.placeholder ?? t("choosePlaceholder")}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={value}
      onChange={(id) => bound.onChange(id === nothing ? undefined : id)}
      onBlur={bound.onBlur}
      className={className}
    />
  );
}
