"use client";
import { useEffect, useState } from "react";
import { useLocale } from "use-intl";
import type { Money } from "#metadata";
import { readMoney } from "#metadata/vocabulary";
import { useBoundField } from "../../render/form-state.tsx";
import type { View } from "../../render/view.ts";
import { TextField } from "../../ui/text-field.tsx";
import { typedProps } from "../field-props.ts";
import { plainNumber } from "../plain-number.ts";
import { widthClass } from "../width.ts";
import type { moneyInput } from "./definition.ts";

const isMoney = (value: unknown): value is Money =>
  typeof value === "object" && value !== null && typeof (value as Money).minor === "number";

/** Digits after the point of a currency. */
export const digitsOf = (currency: string): number =>
  new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** Minor units as "1680.00", exact. */
export function amountText({ currency, minor }: Money): string {
  const digits = digitsOf(currency);
  const sign = minor < 0 ? "-" : "";
  const figures = String(Math.abs(minor)).padStart(digits + 1, "0");
  return digits === 0 ? `${sign}${figures}` : `${sign}${figures.slice(0, -digits)}.${figures.slice(-digits)}`;
}

/** An amount in major units; kept in minor ones, never as a float. */
export const MoneyInput: View<typeof moneyInput> = ({ props }) => {
  const bound = useBoundField(props);
  const locale = useLocale();
  const [typed, setTyped] = useState<string | undefined>();
  const stands = bound?.value;
  useEffect(() => {
    if (isMoney(stands)) setTyped((before) => (before !== undefined && sameAmount(before, stands) ? before : undefined));
    else if (stands === undefined || stands === null) setTyped(undefined);
  }, [stands]);
  if (bound === undefined) return null;
  const { currency } = bound.field.settings as { currency: string };
  const sign = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0)
    .find((part) => part.type === "currency")?.value;
  return (
    <TextField
      {...typedProps(bound)}
      inputMode="decimal"
      align="end"
      before={<span className="text-muted">{sign ?? currency}</span>}
      value={typed ?? (isMoney(stands) ? amountText(stands) : typeof stands === "string" ? stands : "")}
      onChange={(text) => {
        setTyped(text);
        const plain = plainNumber(text);
        if (plain === "") return bound.onChange(undefined);
        const read = readMoney(plain, currency);
        bound.onChange("value" in read ? read.value : text);
      }}
      onBlur={() => {
        if (isMoney(stands)) setTyped(undefined);
        bound.onBlur();
      }}
      className={widthClass(props.width)}
    />
  );
};

function sameAmount(text: string, money: Money): boolean {
  const read = readMoney(plainNumber(text), money.currency);
  return "value" in read && read.value.minor === money.minor;
}
