"use client";
import type { Display } from "../../render/display.ts";
import { regionNames } from "../../render/region-names.ts";
import { useValueText } from "../../render/value.tsx";

/** The names on the way down. */
export const RegionText: Display = ({ field, value }) => {
  regionNames.useWhen(true);
  return <span>{useValueText()(field, value)}</span>;
};
