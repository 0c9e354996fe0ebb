import { cx } from "./cx.ts";

/** Something that can be picked from a list. */
export interface Item {
  readonly id: string;
  readonly label: string;
  /** a second, quiet line */
  readonly description?: string | undefined;
  readonly icon?: string | undefined;
  /** a person's name: initials before the label */
  readonly avatar?: string | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** The look of a row in menus and lists that float. */
export const itemLook = cx(
  "flex min-h-7 items-center gap-2 rounded-sm px-2 py-1 outline-none select-none max-sm:min-h-11",
  "data-focused:bg-surface-hover data-hovered:bg-surface-hover data-selected:bg-accent-soft data-selected:text-accent-text data-disabled:text-disabled",
);

export const popoverLook =
  "floats z-40 max-h-96 overflow-auto rounded-lg bg-surface-raised p-1 text-ink shadow-2 outline-none min-w-[var(--trigger-width)]";
