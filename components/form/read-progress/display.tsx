"use client";
import { useText } from "../../i18n/provider.tsx";
import type { Display } from "../../render/display.ts";
import { useValueText } from "../../render/value.tsx";
import { rangeOf } from "../range-of.ts";

/** A number as a part of its range, with the number beside it. */
export const ProgressBar: Display = ({ field, value }) => {
  const text = useText();
  const said = useValueText()(field, value);
  const { least, most } = rangeOf(field);
  const share = Math.max(0, Math.min(1, (Number(value) - least) / (most - least || 1)));
  return (
    <span className="inline-flex w-full max-w-60 min-w-24 items-center gap-2">
      <span
        role="progressbar"
        aria-label={text(field.label, field.name)}
        aria-valuemin={least}
        aria-valuemax={most}
        aria-valuenow={Number(value)}
        aria-valuetext={said}
        className="h-1.5 min-w-10 flex-1 overflow-hidden rounded-full bg-surface-active"
      >
        <span className="block h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </span>
      <span className="num flex-none">{said}</span>
    </span>
  );
};
