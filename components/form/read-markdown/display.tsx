"use client";
import { Suspense } from "react";
import type { Display } from "../../render/display.ts";
import { byNeed } from "../../ui/by-need.ts";
import { firstWords } from "./first-words.ts";

const Rendered = byNeed(async () => (await import("./rendered.tsx")).Rendered);

export const MarkdownText: Display = ({ value, place, noLinks }) => {
  const text = String(value);
  if (place === "cell" || noLinks) return <span>{firstWords(text)}</span>;
  return (
    <Suspense fallback={<div className="whitespace-pre-wrap">{text}</div>}>
      <Rendered text={text} />
    </Suspense>
  );
};
