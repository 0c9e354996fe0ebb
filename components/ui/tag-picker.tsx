"use client";
import { Button as AriaButton, Dialog, DialogTrigger, ListBox, ListBoxItem, Popover, type Selection } from "react-aria-components";
import { Chip } from "./chip.tsx";
import { itemLook, popoverLook, type Item } from "./choice-item.tsx";
import { cx } from "./cx.ts";
import { controlSize, type FieldProps } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { RequiredStar } from "./required-star.tsx";
import { useId } from "react";

/** Several of a few. */
export function TagPicker(
  props: FieldProps & {
    readonly items: readonly Item[];
    readonly value: readonly string[];
    readonly onChange: (ids: string[]) => void;
    readonly placeholder?: string;
  },
) {
  const id = useId();
  const chosen = props.items.filter((item) => props.value.includes(item.id));
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", props.className)}>
      <span
        id={`${id}-label`}
        className={cx(props.hideLabel === true && "sr-only", props.size === "lg" ? "text-base font-medium" : "text-sm text-muted")}
      >
        {props.label}
        {props.isRequired === true ? <RequiredStar /> : null}
      </span>
      <DialogTrigger>
        <AriaButton
          aria-labelledby={`${id}-label ${id}-value`}
          aria-describedby={`${id}-foot`}
          isDisabled={props.isDisabled === true || props.isReadOnly === true}
          className={cx(
            "control h-auto min-h-[var(--control-md)] flex-wrap py-1 text-left",
            controlSize(props.size),
            "h-auto sm:h-auto",
            props.error !== undefined && "border-danger-fill",
          )}
        >
          <span id={`${id}-value`} className="flex min-w-0 flex-1 flex-wrap gap-1">
            {chosen.length === 0 ? (
              <span className="text-faint">{props.placeholder ?? "–"}</span>
            ) : (
              chosen.map((item) => <Chip key={item.id}>{item.label}</Chip>)
            )}
          </span>
          <Icon name="chevron-down" size={14} className="text-muted" />
        </AriaButton>
        <Popover className={popoverLook} offset={4} onOpenChange={(open) => !open && props.onBlur?.()}>
          <Dialog aria-label={props.label} className="outline-none">
            <ListBox
              aria-label={props.label}
              items={props.items}
              selectionMode="multiple"
              // Escape closes the list: it must not take away what was chosen
              escapeKeyBehavior="none"
              selectedKeys={props.value}
              onSelectionChange={(keys: Selection) =>
                props.onChange(props.items.filter((item) => keys === "all" || keys.has(item.id)).map((item) => item.id))
              }
              className="outline-none"
            >
              {(item) => (
                <ListBoxItem id={item.id} textValue={item.label} className={itemLook}>
                  {({ isSelected }) => (
                    <>
                      <span className="flex-1">{item.label}</span>
                      {isSelected ? <Icon name="check" size={14} /> : null}
                    </>
                  )}
                </ListBoxItem>
              )}
            </ListBox>
          </Dialog>
        </Popover>
      </DialogTrigger>
      <span id={`${id}-foot`} className={cx("text-sm", props.error === undefined ? "text-muted" : "text-danger")}>
        {props.error ?? props.help}
      </span>
    </div>
  );
}
