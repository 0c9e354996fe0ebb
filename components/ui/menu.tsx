"use client";
import type { ReactElement, ReactNode } from "react";
import { Menu as AriaMenu, Header, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from "react-aria-components";
import { itemLook, popoverLook } from "./choice-item.tsx";
import { cx } from "./cx.ts";
import { given } from "./given.ts";
import { Icon } from "./icon.tsx";

export interface MenuEntry {
  readonly id: string;
  readonly label: ReactNode;
  /** plain text of the label when the label is not a string */
  readonly text?: string;
  readonly icon?: string | undefined;
  readonly shortcut?: string | undefined;
  readonly href?: string | undefined;
  readonly target?: string | undefined;
  readonly isDisabled?: boolean | undefined;
  readonly isDanger?: boolean | undefined;
  /** shows a check mark */
  readonly isOn?: boolean | undefined;
  /** a line above it */
  readonly divided?: boolean | undefined;
}
export interface MenuGroup {
  readonly title?: string | undefined;
  readonly entries: readonly MenuEntry[];
}

/** What can be done here. `trigger` is a button of ours. */
export function Menu(props: {
  readonly trigger: ReactElement;
  readonly label: string;
  readonly entries?: readonly MenuEntry[];
  readonly groups?: readonly MenuGroup[];
  readonly onAction?: (id: string) => void;
  readonly placement?: "bottom start" | "bottom end" | "top start" | "top end" | "right top";
  readonly header?: ReactNode;
}) {
  const groups = props.groups ?? [{ entries: props.entries ?? [] }];
  return (
    <MenuTrigger>
      {props.trigger}
      <Popover className={cx(popoverLook, "min-w-50")} placement={props.placement ?? "bottom start"} offset={4}>
        {props.header}
        <AriaMenu aria-label={props.label} className="outline-none" onAction={(key) => props.onAction?.(String(key))}>
          {groups.map((group, place) => (
            <MenuSection
              key={place}
              {...(group.title === undefined ? { "aria-label": props.label } : {})}
              className={cx(place > 0 && "mt-1 border-t border-line pt-1")}
            >
              {group.title === undefined ? null : <Header className="px-2 py-1 text-sm text-muted">{group.title}</Header>}
              {group.entries.flatMap((entry) => [
                ...(entry.divided === true ? [<Separator key={`${entry.id}-line`} className="my-1 h-px bg-line" />] : []),
                <MenuItem
                  key={entry.id}
                  id={entry.id}
                  textValue={entry.text ?? (typeof entry.label === "string" ? entry.label : entry.id)}
                  isDisabled={entry.isDisabled === true}
                  {...given({ href: entry.href, target: entry.target })}
                  className={cx(itemLook, "no-underline", entry.isDanger === true ? "text-danger" : "text-ink")}
                >
                  {entry.icon === undefined ? null : <Icon name={entry.icon} className={entry.isDanger === true ? "" : "text-muted"} />}
                  <span className="ellipsis flex-1">{entry.label}</span>
                  {entry.isOn === true ? <Icon name="check" size={14} className="text-accent-text" /> : null}
                  {entry.shortcut === undefined ? null : <span className="text-sm text-faint">{entry.shortcut}</span>}
                </MenuItem>,
              ])}
            </MenuSection>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
