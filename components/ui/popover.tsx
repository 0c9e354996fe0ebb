"use client";
import type { ReactElement, ReactNode, RefObject } from "react";
import { Popover as AriaPopover, Dialog, DialogTrigger, type PopoverProps } from "react-aria-components";
import { cx } from "./cx.ts";
import { given } from "./given.ts";

const look = "floats z-40 max-w-[calc(100vw-16px)] overflow-auto rounded-lg bg-surface-raised text-ink shadow-2 outline-none";

/** Something small beside its trigger. `children` may be a function that is given `close`. */
export function Popover(props: {
  readonly trigger: ReactElement;
  readonly label: string;
  readonly children: ReactNode | ((close: () => void) => ReactNode);
  readonly placement?: PopoverProps["placement"];
  readonly isOpen?: boolean | undefined;
  readonly onOpenChange?: ((isOpen: boolean) => void) | undefined;
  readonly className?: string | undefined;
}) {
  return (
    <DialogTrigger {...given({ isOpen: props.isOpen, onOpenChange: props.onOpenChange })}>
      {props.trigger}
      <AriaPopover offset={4} placement={props.placement ?? "bottom start"} className={cx(look, "min-w-60", props.className)}>
        <Dialog aria-label={props.label} className="p-3 outline-none">
          {({ close }) => (typeof props.children === "function" ? props.children(close) : props.children)}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  );
}

/** The same beside any element, opened by whoever holds it (a grid cell, a mark). */
export function PopoverAt(props: {
  readonly anchor: RefObject<Element | null>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly label: string;
  readonly children: ReactNode;
  readonly placement?: PopoverProps["placement"];
  readonly className?: string | undefined;
  /** leaves the focus where it is (a remark, not a question) */
  readonly isNonModal?: boolean;
}) {
  return (
    <AriaPopover
      triggerRef={props.anchor as RefObject<HTMLElement | null>}
      isOpen={props.isOpen}
      onOpenChange={(open) => !open && props.onClose()}
      isNonModal={props.isNonModal === true}
      offset={4}
      placement={props.placement ?? "bottom start"}
      className={cx(look, props.className)}
    >
      <Dialog aria-label={props.label} className="p-3 outline-none">
        {props.children}
      </Dialog>
    </AriaPopover>
  );
}
