import type { ReactNode } from "react";
import { cx } from "./cx.ts";

/** One line what it is, one line what makes it fill, at most one button; left-aligned where the rows would be. */
export function EmptyState(props: {
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly className?: string | undefined;
}) {
  return (
    <div className={cx("px-4 pt-5 pb-6", props.className)}>
      <p className="font-medium">{props.title}</p>
      {props.children === undefined ? null : <p className="mt-0.5 text-muted">{props.children}</p>}
      {props.action === undefined ? null : <div className="mt-3">{props.action}</div>}
    </div>
  );
}
