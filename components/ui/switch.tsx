"use client";
import type { ReactNode } from "react";
import { Switch as AriaSwitch } from "react-aria-components";
import { cx } from "./cx.ts";
import { given } from "./given.ts";

export interface SwitchProps {
  readonly children?: ReactNode;
  readonly "aria-label"?: string | undefined;
  readonly isSelected?: boolean | undefined;
  readonly defaultSelected?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isReadOnly?: boolean | undefined;
  readonly onChange?: ((isSelected: boolean) => void) | undefined;
  readonly className?: string | undefined;
}

/** Takes effect at once. */
export function Switch({ children, className, ...rest }: SwitchProps) {
  return (
    <AriaSwitch {...given(rest)} className={cx("inline-flex min-h-6 items-center gap-2 max-sm:min-h-11", className)}>
      {({ isSelected, isFocusVisible, isDisabled }) => (
        <>
          <span
            className={cx(
              "relative h-4 w-7 flex-none rounded-full transition-colors duration-[var(--motion-fast)]",
              isSelected ? "bg-accent" : "bg-line-control",
              isDisabled && "opacity-50",
              isFocusVisible && "outline-2 outline-offset-1 outline-focus",
            )}
          >
            <span
              className={cx(
                "absolute top-0.5 left-0.5 size-3 rounded-full transition-[translate] duration-[var(--motion-fast)]",
                isSelected ? "translate-x-3 bg-on-accent" : "bg-surface",
              )}
            />
          </span>
          {children}
        </>
      )}
    </AriaSwitch>
  );
}
