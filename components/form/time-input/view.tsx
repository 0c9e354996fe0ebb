"use client";
import { parseTime } from "@internationalized/date";
import { DateInput, DateSegment, TimeField } from "react-aria-components";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { cx } from "../../ui/cx.ts";
import { controlSize, FieldFoot, FieldLabel, fieldLook } from "../../ui/field.tsx";
import { widthClass } from "../width.ts";
import type { timeInput } from "./definition.ts";

/** A time of day, "09:30"; seconds are asked for only where the value has some. */
export const TimeInput: View<typeof timeInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const value = timeOf(bound.value);
  return (
    <TimeField
      value={value}
      onChange={(next) => bound.onChange(next === null ? undefined : next.toString().slice(0, next.second > 0 ? 8 : 5))}
      onBlur={bound.onBlur}
      hourCycle={24}
      granularity={value !== null && value.second > 0 ? "second" : "minute"}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      isInvalid={bound.error !== undefined}
      validationBehavior="aria"
      className={fieldLook({ className: widthClass(props.width) })}
    >
      <FieldLabel label={bound.label} isRequired={bound.isRequired} size="lg" />
      <DateInput
        className={cx(
          "control focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus",
          controlSize("lg"),
          bound.error !== undefined && "border-danger-fill",
        )}
      >
        {(segment) => (
          <DateSegment
            segment={segment}
            className="num rounded-sm px-0.5 outline-none data-focused:bg-accent data-focused:text-on-accent data-placeholder:text-faint"
          />
        )}
      </DateInput>
      <FieldFoot help={bound.help} error={bound.error} />
    </TimeField>
  );
};

function timeOf(value: unknown) {
  if (typeof value !== "string" || value === "") return null;
  try {
    return parseTime(value);
  } catch {
    return null;
  }
}
