"use client";
import { useTimeZone } from "use-intl";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { DateTimeField } from "../../ui/date-field.tsx";
import { fieldProps } from "../field-props.ts";
import { widthClass } from "../width.ts";
import type { dateTimeInput } from "./definition.ts";

export const DateTimeInput: View<typeof dateTimeInput> = ({ props }) => {
  const bound = useBoundField(props);
  const zone = useTimeZone();
  if (bound === undefined) return null;
  const { timezone } = bound.field.settings as { timezone?: string };
  return (
    <DateTimeField
      {...fieldProps(bound)}
      timeZone={timezone ?? zone ?? "UTC"}
      value={typeof bound.value === "string" ? bound.value : undefined}
      onChange={bound.onChange}
      className={widthClass(props.width)}
    />
  );
};
