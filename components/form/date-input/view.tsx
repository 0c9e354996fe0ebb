"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { DateField } from "../../ui/date-field.tsx";
import { fieldProps } from "../field-props.ts";
import { widthClass } from "../width.ts";
import type { dateInput } from "./definition.ts";

export const DateInput: View<typeof dateInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  return (
    <DateField
      {...fieldProps(bound)}
      value={typeof bound.value === "string" ? bound.value : undefined}
      onChange={bound.onChange}
      className={widthClass(props.width)}
    />
  );
};
