"use client";
import type { ReactElement } from "react";
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from "react-aria-components";
import { Kbd } from "./kbd.tsx";

/** A few words beside a control on hover and focus. `children` is one focusable element. */
export function Tooltip(props: {
  readonly text: string;
  readonly shortcut?: string | undefined;
  readonly children: ReactElement;
  /** the child is a plain element, not one of our controls */
  readonly plain?: boolean;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      {props.plain === true ? <Focusable>{props.children as never}</Focusable> : props.children}
      <AriaTooltip
        offset={6}
        className="floats z-50 flex max-w-80 items-center gap-2 rounded-md bg-surface-inverse px-2 py-1 text-sm text-ink-inverse shadow-2"
      >
        {props.text}
        {props.shortcut === undefined ? null : <Kbd isInverse>{props.shortcut}</Kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
