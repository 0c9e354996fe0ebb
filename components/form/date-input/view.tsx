"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { DateField } from "../../ui/date-field.tsx";
import { widthClass } from "../width.ts";
import type { dateInput } from "./definition.ts";

export const DateInput: View<typeof dateInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  return (
    <DateField
      label={bound.label}
      help={bound.help}
      error={bound.error}
      size="lg"
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={typeof bound.value === "string" ? bound.value : undefined}
      onChange={bound.onChange}
      onBlur={bound.onBlur}
      className={widthClass(props.width)}
    />
  );
};
