"use client";
import { useId, type ReactNode } from "react";
import type { BoundField } from "../render/form-state.tsx";
import { cx } from "../ui/cx.ts";
import { RequiredStar } from "../ui/required-star.tsx";

/** Ids by which a control inside is joined to the words around it. */
export interface FrameIds {
  readonly control: string;
  readonly label: string;
  readonly foot: string;
}

/** Label above, help or error below, for controls that are made of several parts. */
export function InputFrame(props: {
  readonly bound: BoundField;
  readonly children: (ids: FrameIds) => ReactNode;
  readonly className?: string | undefined;
  /** several controls under one label; absent: the label belongs to the one with the id `control` */
  readonly isGroup?: boolean;
  readonly onBlur?: () => void;
}) {
  const { bound, isGroup = false } = props;
  const id = useId();
  const ids = { control: `${id}-control`, label: `${id}-label`, foot: `${id}-foot` };
  const words = (
    <>
      {bound.label}
      {bound.isRequired ? <RequiredStar /> : null}
    </>
  );
  const look = "text-base font-medium text-ink";
  return (
    <div
      className={cx("flex min-w-0 flex-col gap-1", props.className)}
      {...(bound.error === undefined ? {} : { "data-invalid": true })}
      {...(isGroup ? { role: "group", "aria-labelledby": ids.label, "aria-describedby": ids.foot } : {})}
      {...(props.onBlur === undefined ? {} : { onBlur: (event) => event.currentTarget.contains(event.relatedTarget) || props.onBlur?.() })}
    >
      {isGroup ? (
        <span id={ids.label} className={look}>
          {words}
        </span>
      ) : (
        <label id={ids.label} htmlFor={ids.control} className={look}>
          {words}
        </label>
      )}
      {props.children(ids)}
      <span id={ids.foot} className={cx("text-sm empty:hidden", bound.error === undefined ? "text-muted" : "text-danger")}>
        {bound.error ?? bound.help}
      </span>
    </div>
  );
}
