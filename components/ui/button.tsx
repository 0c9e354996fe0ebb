"use client";
import type { ReactNode } from "react";
import { Button as AriaButton, Link as AriaLink, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { cx } from "./cx.ts";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";
import { Spinner } from "./spinner.tsx";
import { Tooltip } from "./tooltip.tsx";

export type ButtonVariant = "primary" | "default" | "ghost" | "danger" | "danger-filled";
export type ButtonSize = "sm" | "md" | "lg" | "touch";

/** The look of a button, for links that act like one as well. */
export const buttonLook = (variant: ButtonVariant = "default", size: ButtonSize = "md", iconOnly = false): string =>
  cx(
    "relative inline-flex flex-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap no-underline select-none transition-colors duration-[var(--motion-fast)]",
    size === "sm" && (iconOnly ? "size-7" : "h-7 px-2.5"),
    size === "md" && (iconOnly ? "size-[var(--control-md)]" : "h-[var(--control-md)] px-3"),
    size === "lg" && (iconOnly ? "size-10" : "h-10 px-4 text-md"),
    size === "touch" && (iconOnly ? "size-12" : "h-[52px] px-4 text-[17px] rounded-lg"),
    variant === "primary" &&
      "border-accent bg-accent text-on-accent data-hovered:border-accent-hover data-hovered:bg-accent-hover data-pressed:border-accent-active data-pressed:bg-accent-active",
    variant === "default" && "border-line-strong bg-surface text-ink data-hovered:bg-surface-hover data-pressed:bg-surface-active",
    variant === "ghost" && "border-transparent text-muted data-hovered:bg-surface-hover data-pressed:bg-surface-active",
    variant === "danger" && "border-line-strong bg-surface text-danger data-hovered:bg-danger-soft data-pressed:bg-danger-soft",
    variant === "danger-filled" && "border-danger bg-danger text-surface data-hovered:opacity-90",
    "data-disabled:border-line data-disabled:bg-surface-sunken data-disabled:text-disabled",
    variant === "ghost" && "data-disabled:border-transparent data-disabled:bg-transparent",
  );

export interface ButtonProps {
  readonly children?: ReactNode;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  /** name of an icon before the word */
  readonly icon?: string | undefined;
  /** a number after the word, quiet */
  readonly count?: number | undefined;
  /** the icon gives its place to a spinner; the width does not jump */
  readonly isBusy?: boolean;
  readonly isDisabled?: boolean | undefined;
  /** why it is disabled, or what it does: shown on hover and focus */
  readonly hint?: string | undefined;
  readonly type?: "button" | "submit" | "reset";
  readonly form?: string | undefined;
  readonly onPress?: AriaButtonProps["onPress"];
  readonly autoFocus?: boolean;
  readonly className?: string | undefined;
  readonly slot?: string;
  readonly "aria-label"?: string | undefined;
  readonly "aria-pressed"?: boolean | undefined;
  readonly "aria-expanded"?: boolean | undefined;
}

/** One deed. At most one `primary` per view. */
export function Button(props: ButtonProps) {
  const { children, variant = "default", size = "md", icon, count, isBusy = false, isDisabled, hint, className, ...rest } = props;
  const button = (
    <AriaButton {...given(rest)} isPending={isBusy} isDisabled={isDisabled === true} className={cx(buttonLook(variant, size), className)}>
      {isBusy ? (
        icon === undefined ? (
          <span className="absolute inset-0 grid place-items-center">
            <Spinner />
          </span>
        ) : (
          <Spinner />
        )
      ) : icon === undefined ? null : (
        <Icon name={icon} />
      )}
      <span className={cx("contents", isBusy && icon === undefined && "[&]:invisible [&]:inline-flex")}>{children}</span>
      {count === undefined ? null : <span className="num font-normal text-muted">{count}</span>}
    </AriaButton>
  );
  return hint === undefined ? button : <Tooltip text={hint}>{button}</Tooltip>;
}

export interface IconButtonProps {
  readonly icon: string;
  /** its name for those who cannot see it, and its tooltip */
  readonly label: string;
  /** shown in the tooltip, e.g. "⌘Z" */
  readonly shortcut?: string | undefined;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly isDisabled?: boolean | undefined;
  readonly isBusy?: boolean;
  readonly isOn?: boolean | undefined;
  readonly onPress?: AriaButtonProps["onPress"];
  readonly className?: string | undefined;
  readonly slot?: string;
}

/** An icon alone: always with a name and a tooltip. */
export function IconButton(props: IconButtonProps) {
  const { icon, label, shortcut, variant = "ghost", size = "md", isDisabled, isBusy = false, isOn, onPress, className, slot } = props;
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <AriaButton
        {...given({ onPress, slot })}
        aria-label={label}
        {...(isOn === undefined ? {} : { "aria-pressed": isOn })}
        isPending={isBusy}
        isDisabled={isDisabled === true}
        className={cx(buttonLook(variant, size, true), isOn === true && "bg-surface-active text-ink", className)}
      >
        {isBusy ? <Spinner /> : <Icon name={icon} />}
      </AriaButton>
    </Tooltip>
  );
}

export interface ButtonLinkProps {
  readonly href: string;
  readonly children: ReactNode;
  readonly icon?: string | undefined;
  readonly variant?: ButtonVariant;
  readonly size?: ButtonSize;
  readonly target?: string | undefined;
  readonly className?: string | undefined;
  readonly "aria-label"?: string | undefined;
}

/** Goes somewhere, looks like a button. */
export function ButtonLink({ href, children, icon, variant, size, className, ...rest }: ButtonLinkProps) {
  return (
    <AriaLink {...given(rest)} href={href} className={cx(buttonLook(variant, size), className)}>
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
    </AriaLink>
  );
}
