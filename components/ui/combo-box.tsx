"use client";
import type { ReactNode } from "react";
import { ComboBox as AriaComboBox, Button, Group, Input, ListBox, ListBoxItem, Popover, type Key } from "react-aria-components";
import { Avatar } from "./avatar.tsx";
import { itemLook, popoverLook, type Item } from "./choice-item.tsx";
import { cx } from "./cx.ts";
import { controlSize, FieldFoot, FieldLabel, fieldLook, type FieldProps } from "./field.tsx";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

export interface ComboBoxProps extends FieldProps {
  readonly items: readonly Item[];
  readonly value?: string | null | undefined;
  readonly onChange?: ((id: string | null) => void) | undefined;
  /** controlled text: the items are then filtered by whoever gives them (a search on the server) */
  readonly inputValue?: string | undefined;
  readonly onInputChange?: ((text: string) => void) | undefined;
  /** the text it begins with, where it keeps the text itself */
  readonly defaultInputValue?: string | undefined;
  readonly placeholder?: string | undefined;
  /** what is shown when nothing fits */
  readonly empty?: ReactNode;
  /** any text may stand, not only an item */
  readonly allowsCustomValue?: boolean | undefined;
}

/** One of many, found by typing. */
export function ComboBox(props: ComboBoxProps) {
  const {
    label,
    hideLabel,
    labelAt,
    help,
    error,
    size,
    items,
    value,
    onChange,
    inputValue,
    onInputChange,
    placeholder,
    empty,
    className,
    ...rest
  } = props;
  return (
    <AriaComboBox
      {...given({ ...rest, inputValue, onInputChange })}
      {...(value === undefined ? {} : { value })}
      {...(inputValue === undefined ? { defaultItems: items } : { items })}
      onChange={(key: Key | null) => onChange?.(key === null ? null : String(key))}
      isInvalid={error !== undefined}
      menuTrigger="focus"
      allowsEmptyCollection={empty !== undefined}
      className={fieldLook({ labelAt, className })}
    >
      <FieldLabel label={label} hideLabel={hideLabel} isRequired={props.isRequired} size={size} labelAt={labelAt} />
      <Group
        isInvalid={error !== undefined}
        className={cx("control pr-0 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-focus", controlSize(size))}
      >
        <Input {...given({ placeholder })} className="h-full min-w-0 flex-1 bg-transparent outline-none" />
        <Button className={cx("grid h-full w-7 flex-none place-items-center text-muted", size === "lg" ? "-mr-1.5" : undefined)}>
          <Icon name="chevron-down" size={14} />
        </Button>
      </Group>
      <FieldFoot help={help} error={error} labelAt={labelAt} />
      <Popover className={popoverLook} offset={4}>
        <ListBox<Item> className="outline-none" renderEmptyState={() => <div className="px-2 py-1.5 text-muted">{empty}</div>}>
          {(item) => (
            <ListBoxItem id={item.id} textValue={item.label} isDisabled={item.isDisabled === true} className={itemLook}>
              {item.avatar === undefined ? null : <Avatar name={item.avatar} size={20} />}
              {item.icon === undefined ? null : <Icon name={item.icon} className="text-muted" />}
              <span className="min-w-0 flex-1">
                <span className="ellipsis block">{item.label}</span>
                {item.description === undefined ? null : <span className="ellipsis block text-sm text-muted">{item.description}</span>}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
