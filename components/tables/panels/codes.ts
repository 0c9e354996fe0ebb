import { countries, countryName } from "#metadata/vocabulary";
import type { Item } from "../../ui/choice-item.tsx";

/** Codes of the world with the names people read, in their language: "CNY 人民币". The most used stand first. */
const first = { currency: ["CNY", "USD", "EUR", "HKD", "JPY", "GBP"], zone: ["UTC", "Asia/Shanghai", "Asia/Hong_Kong"] };

const made = new Map<string, readonly Item[]>();
const once = (key: string, make: () => readonly Item[]): readonly Item[] => {
  const found = made.get(key) ?? make();
  made.set(key, found);
  return found;
};

export function currencyItems(locale: string): readonly Item[] {
  return once(`currency ${locale}`, () => {
    const names = new Intl.DisplayNames([locale], { type: "currency" });
    return leading(first.currency, Intl.supportedValuesOf("currency")).map((id) => ({ id, label: `${id} ${names.of(id) ?? ""}`.trim() }));
  });
}

export const countryItems = (locale: string): readonly Item[] =>
  once(`country ${locale}`, () => countries.map((id) => ({ id, label: `${id} ${countryName(id, locale)}` })));

export const zoneItems = (): readonly Item[] =>
  once("zone", () => leading(first.zone, Intl.supportedValuesOf("timeZone")).map((id) => ({ id, label: id.replaceAll("_", " ") })));

const leading = (front: readonly string[], all: readonly string[]): string[] => [...front, ...all.filter((each) => !front.includes(each))];

/** The items with what is held now, though no list knows it. */
export const withHeld = (items: readonly Item[], held: readonly (string | undefined)[]): readonly Item[] => {
  const missing = held.filter((id): id is string => id !== undefined && id !== "" && !items.some((item) => item.id === id));
  return missing.length === 0 ? items : [...items, ...missing.map((id) => ({ id, label: id }))];
};
