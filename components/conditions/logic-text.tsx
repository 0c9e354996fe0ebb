"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { TextArea } from "../ui/text-area.tsx";
import { writeLogic } from "./write-logic.ts";

const write = (value: Json | undefined): string => (value === undefined ? "" : writeLogic(value));

function read(text: string): { readonly value: Json | undefined } | { readonly why: string } {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json };
  } catch (fault) {
    return { why: (fault as Error).message };
  }
}

/** JSON as text: whatever has no better control. What is not JSON yet stays in the field and goes nowhere. */
export function LogicText(props: {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly hideLabel?: boolean;
  readonly help?: string | undefined;
  readonly isReadOnly?: boolean | undefined;
}) {
  const t = useTranslations("run.filter");
  const [text, setText] = useState(() => write(props.value));
  const [why, setWhy] = useState<string>();
  useEffect(() => {
    const now = read(text);
    if (!("value" in now) || JSON.stringify(now.value) !== JSON.stringify(props.value)) {
      setText(write(props.value));
      setWhy(undefined);
    }
    // only what comes from elsewhere replaces what is typed
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.value]);
  return (
    <TextArea
      label={props.label}
      hideLabel={props.hideLabel}
      help={props.help}
      error={why === undefined ? undefined : t("notJson", { why })}
      value={text}
      isMono
      rows={Math.min(8, text.split("\n").length)}
      className="[&_textarea]:max-h-72"
      isReadOnly={props.isReadOnly}
      placeholder={t("absent")}
      onChange={(next) => {
        setText(next);
        const now = read(next);
        setWhy("why" in now ? now.why : undefined);
        if ("value" in now) props.onChange(now.value);
      }}
    />
  );
}
