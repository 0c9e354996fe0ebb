"use client";
import type { ReactNode } from "react";
import { FieldError as AriaFieldError, Label as AriaLabel, Text } from "react-aria-components";
import { cx } from "./cx.ts";
import { RequiredStar } from "./required-star.tsx";

/** What every control that stands in a form shares. */
export interface FieldProps {
  readonly label: string;
  /** the label is there for those who cannot see the place it stands at (grid cells, tool bars) */
  readonly hideLabel?: boolean | undefined;
  /** above (forms in apps) or beside, 84 px (property panels) */
  readonly labelAt?: "top" | "start" | undefined;
  readonly help?: ReactNode;
  /** replaces the help */
  readonly error?: string | undefined;
  readonly size?: "sm" | "md" | "lg" | undefined;
  readonly isRequired?: boolean | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isReadOnly?: boolean | undefined;
  readonly autoFocus?: boolean | undefined;
  readonly className?: string | undefined;
  readonly name?: string | undefined;
  readonly onBlur?: (() => void) | undefined;
}

export const controlSize = (size: FieldProps["size"]): string =>
  cx(size === "sm" && "sm:h-7", size === "lg" && "h-11 px-3 sm:h-10 sm:text-md");

export const fieldLook = (props: Pick<FieldProps, "labelAt" | "className">): string =>
  cx(
    props.labelAt === "start" ? "grid grid-cols-[84px_minmax(0,1fr)] items-center gap-x-2" : "flex min-w-0 flex-col gap-1",
    props.className,
  );

/** The label inside a RAC field. */
export function FieldLabel(props: Pick<FieldProps, "label" | "hideLabel" | "isRequired" | "size" | "labelAt">) {
  return (
    <AriaLabel
      className={cx(
        "field-label",
        props.hideLabel === true && "sr-only",
        props.size === "lg" ? "text-base font-medium text-ink" : "text-sm text-muted",
        props.labelAt === "start" && "ellipsis",
      )}
    >
      {props.label}
      {props.isRequired === true ? <RequiredStar /> : null}
    </AriaLabel>
  );
}

/** The line under the control: the error, else the help. */
export function FieldFoot(props: Pick<FieldProps, "help" | "error" | "labelAt">) {
  const place = cx("text-sm", props.labelAt === "start" && "col-start-2");
  if (props.error !== undefined) return <AriaFieldError className={cx(place, "text-danger")}>{props.error}</AriaFieldError>;
  if (props.help === undefined || props.help === "") return null;
  return (
    <Text slot="description" className={cx(place, "text-muted")}>
      {props.help}
    </Text>
  );
}
