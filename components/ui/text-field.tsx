"use client";
import type { ReactNode } from "react";
import { TextField as AriaTextField, Group, Input } from "react-aria-components";
import { cx } from "./cx.ts";
import { controlSize, FieldFoot, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";
import { given } from "./given.ts";

export interface TextFieldProps extends FieldProps {
  readonly value?: string | undefined;
  readonly defaultValue?: string | undefined;
  readonly onChange?: ((value: string) => void) | undefined;
  readonly placeholder?: string | undefined;
  readonly type?: "text" | "email" | "password" | "search" | "url" | "tel" | undefined;
  readonly maxLength?: number | undefined;
  readonly autoComplete?: string | undefined;
  readonly inputMode?: "text" | "decimal" | "numeric" | "email" | "search" | undefined;
  /** inside the frame, before or after the text */
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  readonly isMono?: boolean | undefined;
  readonly align?: "start" | "end" | undefined;
  readonly onKeyDown?: ((event: { readonly key: string; preventDefault(): void }) => void) | undefined;
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel,
    labelAt,
    help,
    error,
    size,
    placeholder,
    before,
    after,
    isMono,
    align,
    className,
    inputMode,
    onKeyDown,
    ...rest
  } = props;
  const text = cx(isMono === true && "font-mono text-sm", align === "end" && "num text-right");
  return (
    <AriaTextField {...given({ ...rest, onKeyDown })} isInvalid={error !== undefined} className={fieldLook({ labelAt, className })}>
      <FieldLabel label={label} hideLabel={hideLabel} isRequired={props.isRequired} size={size} labelAt={labelAt} />
      {before === undefined && after === undefined ? (
        <Input {...given({ placeholder, inputMode })} className={cx("control", controlSize(size), text)} />
      ) : (
        <Group
          isInvalid={error !== undefined}
          isDisabled={props.isDisabled === true}
          className={cx("control pr-1 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus", controlSize(size))}
        >
          {before}
          <Input {...given({ placeholder, inputMode })} className={cx("h-full min-w-0 flex-1 bg-transparent outline-none", text)} />
          {after}
        </Group>
      )}
      <FieldFoot help={help} error={error} labelAt={labelAt} />
    </AriaTextField>
  );
}
