"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextField } from "../../ui/text-field.tsx";
import { typedProps } from "../field-props.ts";
import { widthClass } from "../width.ts";
import type { textInput } from "./definition.ts";

export const TextInput: View<typeof textInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const type = inputType(bound.field.fieldType.value(bound.field.settings).meta()?.["format"]);
  return (
    <TextField
      {...typedProps(bound)}
      type={type}
      value={typeof bound.value === "string" ? bound.value : ""}
      onChange={bound.onChange}
      className={widthClass(props.width)}
    />
  );
};

/** The browser's keyboard for what the field type says its text is. */
const inputType = (format: unknown): "text" | "email" | "url" | "tel" =>
  format === "email" ? "email" : format === "uri" ? "url" : format === "phone" ? "tel" : "text";
