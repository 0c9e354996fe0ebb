"use client";
import { useLocale, useTranslations } from "use-intl";
import type { Capability } from "#metadata";
import { IconButton } from "../../ui/button.tsx";
import { ComboBox } from "../../ui/combo-box.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { currencyItems } from "./codes.ts";

type Limits = NonNullable<Capability["limits"]>;

const isAmount = (text: string): boolean => /^[0-9]{1,15}(\.[0-9]{1,4})?$/.test(text);

/** Least and greatest amount per currency, in major units, both included. */
export function LimitsInput({ value, onChange }: { readonly value: Limits; readonly onChange: (limits: Limits) => void }) {
  const t = useTranslations("studio.routing");
  const tp = useTranslations("studio.panel");
  const locale = useLocale();
  const codes = Object.keys(value);
  const set = (currency: string, edge: "min" | "max", text: string): void => {
    const { [edge]: _old, ...rest } = value[currency] ?? {};
    onChange({ ...value, [currency]: text === "" ? rest : { ...rest, [edge]: text } });
  };
  const wrong = (text: string | undefined, other?: string): string | undefined =>
    text === undefined
      ? undefined
      : !isAmount(text)
        ? t("noAmount")
        : other !== undefined && isAmount(other) && Number(text) < Number(other)
          ? t("belowLeast")
          : undefined;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {codes.map((currency) => {
        const { min, max } = value[currency]!;
        return (
          <div
            key={currency}
            role="group"
            aria-label={currency}
            className="grid grid-cols-[40px_minmax(0,1fr)_12px_minmax(0,1fr)_28px] items-start gap-1"
          >
            <span className="flex h-7 items-center font-mono text-sm">{currency}</span>
            <TextField
              size="sm"
              align="end"
              inputMode="decimal"
              label={t("leastOf", { currency })}
              hideLabel
              placeholder={t("least")}
              value={min ?? ""}
              error={wrong(min)}
              onChange={(text) => set(currency, "min", text.trim())}
            />
            <span aria-hidden="true" className="flex h-7 items-center justify-center text-muted">
              –
            </span>
            <TextField
              size="sm"
              align="end"
              inputMode="decimal"
              label={t("mostOf", { currency })}
              hideLabel
              placeholder={t("most")}
              value={max ?? ""}
              error={wrong(max, min)}
              onChange={(text) => set(currency, "max", text.trim())}
            />
            <IconButton
              icon="x"
              size="sm"
              label={tp("remove", { name: currency })}
              onPress={() => {
                const { [currency]: _gone, ...rest } = value;
                onChange(rest);
              }}
            />
          </div>
        );
      })}
      <ComboBox
        key={codes.length}
        size="sm"
        label={t("addLimit")}
        hideLabel
        placeholder={t("addLimit")}
        items={currencyItems(locale).filter(({ id }) => !codes.includes(id))}
        value={null}
        onChange={(id) => id !== null && onChange({ ...value, [id]: {} })}
        empty={t("noneFits")}
      />
    </div>
  );
}
