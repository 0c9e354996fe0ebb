"use client";
import { useText } from "../../i18n/provider.tsx";
import type { Display } from "../../render/display.ts";
import { listedOptions } from "../../render/object.ts";
import { asTone, Chip } from "../../ui/chip.tsx";
import { ChipRow } from "../chip-row.tsx";

/** The value as a chip; an option keeps its tone. */
export const Badges: Display = ({ field, value, place }) => {
  const text = useText();
  const options = new Map(listedOptions(field).map((option) => [option.id, option]));
  const chips = (Array.isArray(value) ? (value as unknown[]) : [value]).map((each) => {
    const option = options.get(String(each));
    return { id: String(each), label: option === undefined ? String(each) : text(option.label, option.id), tone: option?.tone };
  });
  if (chips.length === 1)
    return (
      <Chip tone={asTone(chips[0]!.tone)} dot={chips[0]!.tone !== undefined}>
        {chips[0]!.label}
      </Chip>
    );
  return <ChipRow chips={chips} most={place === "cell" ? 3 : 50} />;
};
