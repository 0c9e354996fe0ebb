"use client";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useBoundField, type BoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextArea } from "../../ui/text-area.tsx";
import { typedProps } from "../field-props.ts";
import type { jsonInput } from "./definition.ts";

/** JSON as text. What is not JSON yet goes into the form as it is typed, so that it is not lost and not sent. */
export const JsonInput: View<typeof jsonInput> = ({ props }) => {
  const bound = useBoundField(props);
  return bound === undefined ? null : <Bound bound={bound} className={props.width === "auto" ? undefined : "col-span-full"} />;
};

const write = (value: unknown): string => (value === undefined || value === null ? "" : JSON.stringify(value, null, 2));

function Bound({ bound, className }: { readonly bound: BoundField; readonly className: string | undefined }) {
  const t = useTranslations("run.inputs");
  const [text, setText] = useState(() => write(bound.value));
  const [why, setWhy] = useState<string>();
  const last = useRef<unknown>(bound.value);
  useEffect(() => {
    if (JSON.stringify(bound.value) === JSON.stringify(last.current)) return;
    last.current = bound.value;
    setText(write(bound.value));
    setWhy(undefined);
  }, [bound.value]);
  const type = (next: string) => {
    setText(next);
    const give = (value: unknown, fault: string | undefined) => {
      last.current = value;
      setWhy(fault);
      bound.onChange(value);
    };
    if (next.trim() === "") return give(undefined, undefined);
    try {
      give(JSON.parse(next) as unknown, undefined);
    } catch (fault) {
      // a text that looks like an object or a list is read as one: what cannot be read stands as no value that passes
      give({ [unfinished]: next }, (fault as Error).message);
    }
  };
  return (
    <TextArea
      {...typedProps(bound)}
      error={why === undefined ? bound.error : t("notJson", { why })}
      isMono
      rows={Math.min(16, Math.max(3, text.split("\n").length))}
      value={text}
      onChange={type}
      // as it was typed: written out over lines it would push away what is just being pressed
      className={className}
    />
  );
}
const unfinished = "\u0000unfinished";
