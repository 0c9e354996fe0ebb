"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextArea as Area } from "../../ui/text-area.tsx";
import { typedProps } from "../field-props.ts";
import type { textArea } from "./definition.ts";

export const TextArea: View<typeof textArea> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const rows = props.rows ?? (bound.field.settings as { rows?: number }).rows;
  return (
    <Area
      {...typedProps(bound)}
      rows={rows}
      value={typeof bound.value === "string" ? bound.value : ""}
      onChange={bound.onChange}
      className={props.width === "auto" ? undefined : "col-span-full"}
    />
  );
};
