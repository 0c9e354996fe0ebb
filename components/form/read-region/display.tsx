"use client";
import { loadRegions } from "#metadata/vocabulary";
import type { Display } from "../../render/display.ts";
import { useValueText } from "../../render/value.tsx";
import { partByNeed } from "../../ui/by-need.ts";

const names = partByNeed(async () => {
  await loadRegions();
  return true;
});

/** The names on the way down; those of counties come with the first region that is shown. */
export const RegionText: Display = ({ field, value }) => {
  names.useWhen(true);
  return <span>{useValueText()(field, value)}</span>;
};
