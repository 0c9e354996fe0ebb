"use client";
import type { Display } from "../../render/display.ts";
import { ChipRow } from "../chip-row.tsx";

export const TagList: Display = ({ value, place }) => (
  <ChipRow
    chips={(Array.isArray(value) ? (value as unknown[]) : [value]).map((each) => ({ id: String(each), label: String(each) }))}
    most={place === "cell" ? 3 : 50}
  />
);
