"use client";
import { useLocale, useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextField } from "../../ui/text-field.tsx";
import { typedProps } from "../field-props.ts";
import { useTypedText } from "../typed-text.ts";
import { widthClass } from "../width.ts";
import type { durationInput } from "./definition.ts";

/** "1 h 30 min", "90m", "1:30": typed as people say it, kept in seconds. */
export const DurationInput: View<typeof durationInput> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={widthClass(props.width)} />;
};

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const locale = useLocale();
  const typed = useTypedText(bound, (value) => bound.field.fieldType.toText(value, bound.field.settings, locale));
  return (
    <TextField
      {...typedProps(bound)}
      placeholder={bound.placeholder ?? t("durationExample")}
      value={typed.text}
      onChange={typed.type}
      onBlur={typed.leave}
      className={className}
    />
  );
}
