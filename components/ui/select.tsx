"use client";
import { Select as AriaSelect, Button, ListBox, ListBoxItem, Popover, SelectValue, type Key } from "react-aria-components";
import { itemLook, popoverLook, type Item } from "./choice-item.tsx";
import { cx } from "./cx.ts";
import { controlSize, FieldFoot, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

export interface SelectProps extends FieldProps {
  readonly items: readonly Item[];
  /** null = nothing chosen */
  readonly value?: string | null | undefined;
  readonly onChange?: ((id: string) => void) | undefined;
  readonly placeholder?: string | undefined;
}

/** One of a few. */
export function Select(props: SelectProps) {
  const { label, hideLabel, labelAt, help, error, size, items, value, onChange, placeholder, className, isReadOnly, isDisabled, ...rest } =
    props;
  return (
    <AriaSelect
      {...given(rest)}
      {...(value === undefined ? {} : { value })}
      onChange={(key: Key | null) => key !== null && onChange?.(String(key))}
      isInvalid={error !== undefined}
      isDisabled={isDisabled === true || isReadOnly === true}
      placeholder={placeholder ?? "–"}
      className={fieldLook({ labelAt, className })}
    >
      <FieldLabel label={label} hideLabel={hideLabel} isRequired={props.isRequired} size={size} labelAt={labelAt} />
      <Button className={cx("control text-left", controlSize(size), error !== undefined && "border-danger-fill")}>
        <SelectValue className="ellipsis flex-1 text-left data-placeholder:text-faint">
          {({ selectedText, isPlaceholder, defaultChildren }) => (isPlaceholder ? defaultChildren : (selectedText ?? defaultChildren))}
        </SelectValue>
        <Icon name="chevron-down" size={14} className="text-muted" />
      </Button>
      <FieldFoot help={help} error={error} labelAt={labelAt} />
      <Popover className={popoverLook} offset={4}>
        <ListBox items={items} className="outline-none">
          {(item) => (
            <ListBoxItem id={item.id} textValue={item.label} isDisabled={item.isDisabled === true} className={itemLook}>
              {({ isSelected }) => (
                <>
                  {item.icon === undefined ? null : <Icon name={item.icon} className="text-muted" />}
                  <span className="min-w-0 flex-1">
                    <span className="block">{item.label}</span>
                    {item.description === undefined ? null : <span className="block text-sm text-muted">{item.description}</span>}
                  </span>
                  {isSelected ? <Icon name="check" size={14} /> : null}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
