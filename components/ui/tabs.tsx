"use client";
import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

export interface TabItem {
  readonly id: string;
  readonly label: ReactNode;
  readonly icon?: string | undefined;
  readonly count?: number | undefined;
  readonly content?: ReactNode;
}

/** Views of one thing. Without `content` only the list of tabs is drawn, and `onChange` says what to show. */
export function Tabs(props: {
  readonly label: string;
  readonly items: readonly TabItem[];
  readonly value?: string;
  readonly onChange?: (id: string) => void;
  readonly className?: string | undefined;
  readonly listClassName?: string | undefined;
  readonly panelClassName?: string | undefined;
  /** after the tabs, on their line */
  readonly after?: ReactNode;
}) {
  const hasPanels = props.items.some((item) => item.content !== undefined);
  return (
    <AriaTabs
      {...(props.value === undefined ? {} : { selectedKey: props.value })}
      onSelectionChange={(key) => props.onChange?.(String(key))}
      className={cx("flex min-h-0 min-w-0 flex-col", props.className)}
    >
      <div
        className={cx("flex flex-none items-center overflow-x-auto border-b border-line px-4 [scrollbar-width:none]", props.listClassName)}
      >
        <TabList aria-label={props.label} className="-mb-px flex gap-5">
          {props.items.map((item) => (
            <Tab
              key={item.id}
              id={item.id}
              className="flex h-10 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-muted outline-none data-focus-visible:rounded-sm data-focus-visible:outline-2 data-focus-visible:-outline-offset-2 data-focus-visible:outline-focus data-hovered:text-ink data-selected:border-accent data-selected:font-medium data-selected:text-ink"
            >
              {item.icon === undefined ? null : <Icon name={item.icon} />}
              {item.label}
              {item.count === undefined ? null : <span className="num text-sm font-normal text-faint">{item.count}</span>}
            </Tab>
          ))}
        </TabList>
        {props.after}
      </div>
      {hasPanels
        ? props.items.map((item) => (
            <TabPanel key={item.id} id={item.id} className={cx("min-h-0 outline-none", props.panelClassName)}>
              {item.content}
            </TabPanel>
          ))
        : props.items.map((item) => <TabPanel key={item.id} id={item.id} className="sr-only" />)}
    </AriaTabs>
  );
}
