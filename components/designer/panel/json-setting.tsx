"use client";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { sameJson } from "../documents.ts";
import { TextArea } from "../../ui/text-area.tsx";

/** Anything that has no better control, and expressions: JSON as text. What is not JSON yet stays in the field. */
export function JsonSetting(props: {
  readonly label: string;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
  readonly help?: string | undefined;
  readonly isReadOnly?: boolean;
}) {
  const t = useTranslations("studio.panel");
  const [text, setText] = useState(() => write(props.value));
  const [why, setWhy] = useState<string>();
  useEffect(() => {
    const read = parse(text);
    if (!("value" in read) || !sameJson(read.value, props.value)) {
      setText(write(props.value));
      setWhy(undefined);
    }
    // Only what comes from elsewhere replaces what is typed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [props.value]);
  return (
    <TextArea
      label={props.label}
      help={props.help}
      error={why === undefined ? undefined : t("notJson", { why })}
      value={text}
      isMono
      rows={Math.min(8, text.split("\n").length)}
      isReadOnly={props.isReadOnly}
      placeholder={t("empty")}
      onChange={(next) => {
        setText(next);
        const read = parse(next);
        if ("why" in read) setWhy(read.why);
        else {
          setWhy(undefined);
          props.onChange(read.value);
        }
      }}
    />
  );
}

const write = (value: Json | undefined): string =>
  value === undefined ? "" : JSON.stringify(value, null, JSON.stringify(value).length > 48 ? 2 : 0);

function parse(text: string): { readonly value: Json | undefined } | { readonly why: string } {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json };
  } catch (fault) {
    return { why: (fault as Error).message };
  }
}
