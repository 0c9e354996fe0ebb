"use client";
import type { Display } from "../../render/display.ts";

export const ColourSwatch: Display = ({ value }) => {
  const text = String(value);
  const isColour = /^#[0-9a-f]{6}$/iu.test(text);
  return (
    <span className="inline-flex items-center gap-1.5">
      {isColour ? (
        <span aria-hidden="true" className="size-4 flex-none rounded-sm border border-line-control" style={{ background: text }} />
      ) : null}
      <span className="font-mono text-sm">{text}</span>
    </span>
  );
};
