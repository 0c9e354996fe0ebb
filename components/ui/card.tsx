import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** A titled part of a page. Inside, separate by space, not by more boxes. */
export function Card(props: {
  readonly title: ReactNode;
  readonly count?: number | undefined;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  readonly id?: string | undefined;
}) {
  return (
    <section aria-labelledby={props.id} className={cx("card min-w-0 overflow-hidden", props.className)}>
      <header className="flex h-11 items-center gap-2 border-b border-line px-4">
        <h2 id={props.id} className="text-md font-semibold">
          {props.title}
        </h2>
        {props.count === undefined ? null : <span className="num text-sm text-faint">{props.count}</span>}
        <span className="flex-1" />
        {props.actions}
      </header>
      {props.children}
    </section>
  );
}
