"use client";
import { Suspense } from "react";
import type { Display } from "../../render/display.ts";
import { byNeed } from "../../ui/by-need.ts";

const Rendered = byNeed(async () => (await import("./rendered.tsx")).Rendered);

/** The first line with words, without its marks. */
const firstWords = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/^[\s#>*+-]+/u, "").replaceAll(/[*_`~]+/gu, ""))
    .find((line) => line.trim() !== "") ?? "";

export const MarkdownText: Display = ({ value, place, noLinks }) => {
  const text = String(value);
  if (place === "cell" || noLinks) return <span>{firstWords(text)}</span>;
  return (
    <Suspense fallback={<div className="whitespace-pre-wrap">{text}</div>}>
      <Rendered text={text} />
    </Suspense>
  );
};
