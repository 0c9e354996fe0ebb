"use client";
import { TextField as AriaTextField, TextArea as AriaTextArea } from "react-aria-components";
import { cx } from "./cx.ts";
import { FieldFoot, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";
import { given } from "./given.ts";

export interface TextAreaProps extends FieldProps {
  readonly value?: string | undefined;
  readonly defaultValue?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly rows?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly isMono?: boolean | undefined;
  /** nothing that is typed is spelt, corrected or wrapped */
  readonly isVerbatim?: boolean | undefined;
}

/** Text of several lines; grows with what is written. */
export function TextArea(props: TextAreaProps) {
  const { label, hideLabel, labelAt, help, error, size, placeholder, rows = 3, isMono, isVerbatim, className, ...rest } = props;
  return (
    <AriaTextField {...given(rest)} isInvalid={error !== undefined} className={fieldLook({ labelAt, className })}>
      <FieldLabel label={label} hideLabel={hideLabel} isRequired={props.isRequired} size={size} labelAt={labelAt} />
      <AriaTextArea
        {...given({ placeholder })}
        rows={rows}
        {...(isVerbatim === true ? { spellCheck: "false" as const, autoCapitalize: "off", autoCorrect: "off", wrap: "off" } : {})}
        className={cx(
          "control field-sizing-content h-auto min-h-16 resize-y py-1.5",
          size === "lg" && "px-3 sm:text-md",
          isMono === true && "font-mono text-sm sm:text-sm",
        )}
      />
      <FieldFoot help={help} error={error} labelAt={labelAt} />
    </AriaTextField>
  );
}
