"use client";
import type { Display } from "../../render/display.ts";
import { useValueText } from "../../render/value.tsx";
import { Star, starsOf } from "../star.tsx";

export const Stars: Display = ({ field, value }) => {
  const said = useValueText()(field, value);
  const most = starsOf(field);
  return (
    <span className="inline-flex items-center gap-0.5 align-middle" role="img" aria-label={said} title={said}>
      {Array.from({ length: most }, (_, at) => (
        <Star key={at} isOn={at < Number(value)} />
      ))}
    </span>
  );
};
