"use client";
import type { ReactNode } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

/** Switches a mode; never navigates. */
export function SegmentedControl(props: {
  readonly label: string;
  readonly items: readonly { readonly id: string; readonly label: ReactNode; readonly icon?: string; readonly name?: string }[];
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly size?: "sm" | "md";
  readonly className?: string | undefined;
}) {
  return (
    <ToggleButtonGroup
      aria-label={props.label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={(keys) => {
        const [first] = keys;
        if (first !== undefined) props.onChange(String(first));
      }}
      className={cx(
        "inline-flex flex-none gap-0.5 rounded-md bg-surface-active p-0.5",
        props.size === "sm" ? "h-7" : "h-[var(--control-md)]",
        props.className,
      )}
    >
      {props.items.map((item) => (
        <ToggleButton
          key={item.id}
          id={item.id}
          {...(item.name === undefined ? {} : { "aria-label": item.name })}
          className="inline-flex min-w-6 items-center justify-center gap-1.5 rounded-sm px-2.5 font-medium whitespace-nowrap text-muted data-hovered:text-ink data-selected:bg-surface data-selected:text-ink data-selected:shadow-1 dark:data-selected:bg-surface-raised dark:data-selected:shadow-none dark:data-selected:ring-1 dark:data-selected:ring-line-strong"
        >
          {item.icon === undefined ? null : <Icon name={item.icon} />}
          {item.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
