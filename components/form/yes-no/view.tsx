"use client";
import { useTranslations } from "use-intl";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { Select } from "../../ui/select.tsx";
import { fieldProps } from "../field-props.ts";
import { widthClass } from "../width.ts";
import type { yesNo } from "./definition.ts";

/** Yes, no, or not said: a switch cannot tell the last two apart. */
export const YesNo: View<typeof yesNo> = ({ props }) => {
  const bound = useBoundField(props);
  const t = useTranslations("common");
  const tf = useTranslations("run.form");
  if (bound === undefined) return null;
  return (
    <Select
      {...fieldProps(bound)}
      items={[
        ...(bound.isRequired ? [] : [{ id: "", label: t("none") }]),
        { id: "true", label: t("yes") },
        { id: "false", label: t("no") },
      ]}
      placeholder={tf("choosePlaceholder")}
      value={typeof bound.value === "boolean" ? String(bound.value) : null}
      onChange={(id) => bound.onChange(id === "" ? undefined : id === "true")}
      className={widthClass(props.width)}
    />
  );
};
