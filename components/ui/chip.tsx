import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Tone = "neutral" | "accent" | "success" | "info" | "warning" | "danger";
export const tones: readonly Tone[] = ["neutral", "accent", "success", "info", "warning", "danger"];

/** One of the five meanings a status option may store; anything else is neutral. */
export const asTone = (value: unknown): Tone => (tones.includes(value as Tone) ? (value as Tone) : "neutral");

/** A value, a thing or a status. Status is colour and word, never colour alone. */
export function Chip(props: {
  readonly children: ReactNode;
  readonly tone?: Tone;
  /** a thing with identity: outlined */
  readonly outlined?: boolean;
  /** a status dot before the word */
  readonly dot?: boolean;
  readonly className?: string | undefined;
  readonly title?: string | undefined;
}) {
  const { tone = "neutral" } = props;
  return (
    <span
      title={props.title}
      className={cx(
        "num inline-flex h-5.5 max-w-full flex-none items-center gap-1 rounded-sm px-[7px] text-sm whitespace-nowrap",
        props.outlined === true ? "border border-line-strong bg-surface text-ink" : "bg-neutral-soft text-ink",
        tone === "accent" && "bg-accent-soft-strong text-accent-text",
        tone === "success" && "bg-success-soft text-success",
        tone === "info" && "bg-info-soft text-info",
        tone === "warning" && "bg-warning-soft text-warning",
        tone === "danger" && "bg-danger-soft text-danger",
        props.className,
      )}
    >
      {props.dot === true ? <span className="size-1.5 flex-none rounded-full bg-current" aria-hidden="true" /> : null}
      {props.children}
    </span>
  );
}
