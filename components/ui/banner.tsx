import type { ReactNode } from "react";
import type { Tone } from "./chip.tsx";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

const icons: Record<string, string> = {
  danger: "circle-alert",
  warning: "alert-triangle",
  success: "circle-check",
  info: "info",
  neutral: "info",
  accent: "info",
};

/** The state of a whole page or panel, in place. */
export function Banner(props: {
  readonly tone?: Tone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** buttons at the end */
  readonly actions?: ReactNode;
  readonly icon?: string;
  readonly className?: string | undefined;
}) {
  const { tone = "info" } = props;
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={cx(
        "flex items-start gap-2 rounded-lg border px-3 py-2.5",
        tone === "danger" && "border-danger-border bg-danger-soft",
        tone === "warning" && "border-warning-border bg-warning-soft",
        tone === "success" && "border-success-border bg-success-soft",
        tone === "info" && "border-info-border bg-info-soft",
        (tone === "neutral" || tone === "accent") && "border-neutral-border bg-neutral-soft",
        props.className,
      )}
    >
      <span
        className={cx(
          "mt-0.5",
          tone === "danger" && "text-danger",
          tone === "warning" && "text-warning",
          tone === "success" && "text-success",
          tone === "info" && "text-info",
        )}
      >
        <Icon name={props.icon ?? icons[tone] ?? "info"} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="font-medium">{props.title}</div>
        {props.children === undefined ? null : <div className="text-ink">{props.children}</div>}
      </div>
      {props.actions === undefined ? null : <div className="flex flex-none gap-2">{props.actions}</div>}
    </div>
  );
}
