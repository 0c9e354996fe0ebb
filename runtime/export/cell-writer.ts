import { inLocale, type Json, type Text } from "#metadata";
import type { Cell } from "#sheets";
import type { ResolvedField } from "../effective/effective.ts";

/** How the values of a field are written, so that an import reads them back: by the kind of value, never by the type's name. */
export function cellWriter(field: ResolvedField, locale: string): (value: Json | undefined) => Cell {
  const { fieldType, settings, storage } = field;
  const type = fieldType.type(settings);
  const options = (settings as { options?: Record<string, { label: Text }> } | undefined)?.options;
  const label = (id: Json): string =>
    typeof id === "string" && options !== undefined && Object.hasOwn(options, id) ? inLocale(options[id]!.label, locale, id) : plain(id);
  return (value) => {
    if (value === undefined || value === null) return "";
    // a record it refers to, shown in its place
    if (isRecord(value)) return titleOf(value);
    if (Array.isArray(value))
      return value.some((each) => isRecord(each))
        ? value.map((each) => (isRecord(each) ? titleOf(each) : plain(each))).join("; ")
        : storage === "json" && value.some((each) => typeof each === "object")
          ? JSON.stringify(value)
          : value.map(label).join("; ");
    if (type === "money") return amount(value);
    if (type === "date" && typeof value === "string") return { day: value };
    if (typeof value === "number" || typeof value === "boolean") return value;
    return label(value);
  };
}

const marker = "$title";

/** A record that stands for its id: the text by which people know it. */
export const asTitle = (text: string): Json => ({ [marker]: text });
const isRecord = (value: Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, marker);
const titleOf = (value: Json): string => (value as Record<string, string>)[marker]!;

const plain = (value: Json): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Exact: minor units with the currency's digits, no sign of the currency. */
function amount(value: Json): string {
  const { currency, minor } = value as { currency: string; minor: number };
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${whole}` : whole;
}

/** The cell of a CSV file. */
export const cellText = (cell: Cell): string => (typeof cell === "object" ? cell.day : String(cell));
