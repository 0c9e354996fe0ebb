"use client";
import { useEffect, useRef, useState } from "react";
import type { BoundField } from "../render/form-state.tsx";

/**
 * What is typed as text and kept as a value: the text stays as it is typed until the field is left, then it shows the value.
 * What cannot be read yet goes into the form as it is, so that the form says what is wrong with it.
 * `plain`: how the text is read, without what people put into it for the eye.
 */
export function useTypedText(
  bound: BoundField,
  write: (value: unknown) => string,
  plain: (text: string) => string = (text) => text,
): { readonly text: string; readonly type: (text: string) => void; readonly leave: () => void } {
  const [typed, setTyped] = useState<string>();
  const last = useRef<unknown>(undefined);
  const { value } = bound;
  useEffect(() => {
    // a value from elsewhere replaces what is typed
    if (value !== last.current) setTyped(undefined);
  }, [value]);
  return {
    text: typed ?? (value === undefined || value === null ? "" : typeof value === "string" ? value : write(value)),
    type(text) {
      setTyped(text);
      const given = plain(text);
      const read = given.trim() === "" ? undefined : bound.field.fieldType.value(bound.field.settings).safeParse(given);
      const next = read === undefined ? undefined : read.success ? read.data : text;
      last.current = next;
      bound.onChange(next);
    },
    leave() {
      setTyped(undefined);
      bound.onBlur();
    },
  };
}
