"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextArea as Area } from "../../ui/text-area.tsx";
import type { textArea } from "./definition.ts";

export const TextArea: View<typeof textArea> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const rows = props.rows ?? (bound.field.settings as { rows?: number }).rows;
  return (
    <Area
      name={bound.field.name}
      label={bound.label}
      help={bound.help}
      error={bound.error}
      placeholder={bound.placeholder}
      size="lg"
      rows={rows}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={typeof bound.value === "string" ? bound.value : ""}
      onChange={bound.onChange}
      onBlur={bound.onBlur}
      className={props.width === "auto" ? undefined : "col-span-full"}
    />
  );
};
