"use client";
import { useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { NumberField } from "../ui/number-field.tsx";
import { Select } from "../ui/select.tsx";
import { periods, readPeriod, usePeriodWords } from "./words.ts";

const usual = 30;

/** A stretch of time that is named from today. */
export function PeriodPicker({ value, onChange }: { readonly value: Json | undefined; readonly onChange: (value: Json) => void }) {
  const t = useTranslations("run.filter");
  const words = usePeriodWords();
  const read = value === undefined ? undefined : readPeriod(value);
  const counts = read !== undefined && "days" in read ? read : undefined;
  return (
    <div className="flex min-w-0 gap-1.5">
      <Select
        label={t("value")}
        hideLabel
        className="flex-1"
        items={[
          ...periods.map((name) => ({ id: name, label: words(name) })),
          { id: "last", label: t("days.lastSome") },
          { id: "next", label: t("days.nextSome") },
        ]}
        value={counts === undefined ? ((read as { named: string } | undefined)?.named ?? null) : counts.which}
        onChange={(next) => onChange(next === "last" || next === "next" ? `${next}_${counts?.days ?? usual}_days` : next)}
        placeholder={t("choose")}
      />
      {counts === undefined ? null : (
        <NumberField
          label={t("days.count")}
          hideLabel
          className="w-20"
          value={counts.days}
          minValue={1}
          maxValue={3_660}
          onChange={(days) => onChange(`${counts.which}_${days ?? 1}_days`)}
        />
      )}
    </div>
  );
}
