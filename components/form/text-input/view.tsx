"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextField } from "../../ui/text-field.tsx";
import { widthClass } from "../width.ts";
import type { textInput } from "./definition.ts";

export const TextInput: View<typeof textInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const type = inputType(bound.field.fieldType.value(bound.field.settings).meta()?.["format"]);
  return (
    <TextField
      name={bound.field.name}
      label={bound.label}
      help={bound.help}
      error={bound.error}
      placeholder={bound.placeholder}
      size="lg"
      type={type}
      isRequired={bound.isRequired}
      isReadOnly={bound.isReadOnly}
      value={typeof bound.value === "string" ? bound.value : ""}
      onChange={bound.onChange}
      onBlur={bound.onBlur}
      className={widthClass(props.width)}
    />
  );
};

/** The browser's keyboard for what the field type says its text is. */
const inputType = (format: unknown): "text" | "email" | "url" | "tel" =>
  format === "email" ? "email" : format === "uri" ? "url" : format === "phone" ? "tel" : "text";
