"use client";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox } from "react-aria-components";
import { cx } from "./cx.ts";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

export interface CheckboxProps {
  /** absent: give `aria-label` */
  readonly children?: ReactNode;
  readonly "aria-label"?: string | undefined;
  readonly "aria-describedby"?: string | undefined;
  readonly isInvalid?: boolean | undefined;
  readonly isSelected?: boolean | undefined;
  readonly defaultSelected?: boolean | undefined;
  readonly isIndeterminate?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isReadOnly?: boolean | undefined;
  readonly onChange?: ((isSelected: boolean) => void) | undefined;
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly slot?: string | undefined;
  readonly className?: string | undefined;
}

/** On, off or in between. The pointer target is at least 24 px. */
export function Checkbox({ children, className, ...rest }: CheckboxProps) {
  return (
    <AriaCheckbox {...given(rest)} className={cx("group inline-flex min-h-6 min-w-6 items-center gap-2 max-sm:min-h-11", className)}>
      {({ isSelected, isIndeterminate, isFocusVisible, isDisabled }) => (
        <>
          <span
            className={cx(
              "grid size-4 flex-none place-items-center rounded-sm border text-on-accent",
              children === undefined && "mx-auto",
              isSelected || isIndeterminate ? "border-accent bg-accent" : "border-line-control bg-surface",
              isDisabled && "border-line bg-surface-sunken",
              isFocusVisible && "outline-2 outline-offset-1 outline-focus",
            )}
          >
            {isIndeterminate ? <Icon name="minus" size={12} /> : isSelected ? <Icon name="check" size={12} /> : null}
          </span>
          {children}
        </>
      )}
    </AriaCheckbox>
  );
}
