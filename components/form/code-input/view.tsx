"use client";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextArea } from "../../ui/text-area.tsx";
import { typedProps } from "../field-props.ts";
import type { codeInput } from "./definition.ts";

/** Source text in letters of one width; nothing in it is corrected or completed. */
export const CodeInput: View<typeof codeInput> = ({ props }) => {
  const bound = useBoundField(props);
  if (bound === undefined) return null;
  const value = typeof bound.value === "string" ? bound.value : "";
  const { language } = bound.field.settings as { language?: string };
  return (
    <TextArea
      {...typedProps(bound)}
      help={bound.help ?? language}
      isMono
      isVerbatim
      rows={Math.min(20, Math.max(4, value.split("\n").length))}
      value={value}
      onChange={bound.onChange}
      className={props.width === "auto" ? undefined : "col-span-full"}
    />
  );
};
