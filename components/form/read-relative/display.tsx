"use client";
import { useFormatter, useNow } from "use-intl";
import type { Display } from "../../render/display.ts";
import { useValueText } from "../../render/value.tsx";

/** "3 days ago", "in 2 hours"; the whole in the tooltip. */
export const Relative: Display = ({ field, value }) => {
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const full = useValueText()(field, value);
  const at = new Date(String(value));
  if (Number.isNaN(at.getTime())) return <span>{full}</span>;
  // a day begins nowhere in particular: days are counted as days
  const isDay = !String(value).includes("T");
  return (
    <time dateTime={String(value)} title={full} className="whitespace-nowrap">
      {isDay
        ? format.relativeTime(at, { now: new Date(now.toISOString().slice(0, 10)), unit: dayUnit(at, now) })
        : format.relativeTime(at, now)}
    </time>
  );
};

function dayUnit(at: Date, now: Date): "day" | "month" | "year" {
  const days = Math.abs(at.getTime() - now.getTime()) / 86_400_000;
  return days < 60 ? "day" : days < 730 ? "month" : "year";
}
