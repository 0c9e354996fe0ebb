"use client";
import { useTranslations } from "use-intl";
import { useText } from "../../i18n/provider.tsx";
import { useBoundField, useOptions, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Select as Picker } from "../../ui/select.tsx";
import { fieldProps } from "../field-props.ts";
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
      {...fieldProps(bound)}
      help={
        offeredBy === undefined ? bound.help : options.length === 0 ? t("noOptions") : (bound.help ?? t("offeredBy", { table: offeredBy }))
      }
      items={[...clearable, ...items]}
      placeholder={bound.placeholder ?? t("choosePlaceholder")}
      value={value}
      onChange={(id) => bound.onChange(id === nothing ? undefined : id)}
      className={className}
    />
  );
}
