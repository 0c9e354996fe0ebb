"use client";
import { NumberField as AriaNumberField, Button, Group, Input } from "react-aria-components";
import { cx } from "./cx.ts";
import { controlSize, FieldFoot, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

export interface NumberFieldProps extends FieldProps {
  /** undefined = empty */
  readonly value?: number | undefined;
  readonly onChange?: ((value: number | undefined) => void) | undefined;
  readonly minValue?: number | undefined;
  readonly maxValue?: number | undefined;
  readonly step?: number | undefined;
  readonly formatOptions?: Intl.NumberFormatOptions | undefined;
  readonly placeholder?: string | undefined;
  /** step buttons at the end */
  readonly hasSteppers?: boolean | undefined;
}

/** A number, written and read in the reader's language. */
export function NumberField(props: NumberFieldProps) {
  const { label, hideLabel, labelAt, help, error, size, placeholder, hasSteppers, value, onChange, className, ...rest } = props;
  return (
    <AriaNumberField
      {...given(rest)}
      value={value ?? Number.NaN}
      onChange={(next) => onChange?.(Number.isNaN(next) ? undefined : next)}
      isInvalid={error !== undefined}
      className={fieldLook({ labelAt, className })}
    >
      <FieldLabel label={label} hideLabel={hideLabel} isRequired={props.isRequired} size={size} labelAt={labelAt} />
      {hasSteppers === true ? (
        <Group
          className={cx("control pr-0 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus", controlSize(size))}
        >
          <Input {...given({ placeholder })} className="num h-full min-w-0 flex-1 bg-transparent text-right outline-none" />
          <Button
            slot="decrement"
            className="grid h-full w-7 flex-none place-items-center border-l border-line text-muted data-hovered:bg-surface-hover"
          >
            <Icon name="minus" size={14} />
          </Button>
          <Button
            slot="increment"
            className="grid h-full w-7 flex-none place-items-center rounded-r-md border-l border-line text-muted data-hovered:bg-surface-hover"
          >
            <Icon name="plus" size={14} />
          </Button>
        </Group>
      ) : (
        <Input {...given({ placeholder })} className={cx("control num text-right", controlSize(size))} />
      )}
      <FieldFoot help={help} error={error} labelAt={labelAt} />
    </AriaNumberField>
  );
}
