"use client";
import { useMemo } from "react";
import { plainText, richText } from "#metadata/vocabulary";
import type { Display } from "../../render/display.ts";

/** Formatted text: whatever stands in the value, only the marks of the closed set are ever written into the page. */
export const RichText: Display = ({ value, place, noLinks }) => {
  const safe = useMemo(() => richText(String(value)), [value]);
  if (place === "cell" || noLinks) return <span>{plainText(safe).replaceAll("\n", " ")}</span>;
  // oxlint-disable-next-line react/no-danger -- written anew by `richText` from the closed set of marks
  return <div className="prose" dangerouslySetInnerHTML={{ __html: safe }} />;
};
