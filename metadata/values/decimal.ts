import { Decimal as Plain } from "decimal.js";
import { OperandError } from "./operand-error.ts";
import { kindOf } from "../unreadable.ts";

/** A constructor of our own: other users of decimal.js may set theirs as they like. 60 digits, half-up, never an exponent in texts. */
const Exact = Plain.clone({ precision: 60, rounding: Plain.ROUND_HALF_UP, toExpNeg: -1_000, toExpPos: 1_000 });
export type Decimal = Plain;

const plain = /^-?(0|[1-9][0-9]{0,29})(\.[0-9]{1,20})?$/;

/** "1.50" → a decimal; undefined for anything that is not a plain decimal text of at most 30 + 20 digits. No exponent, no sign +, no leading zeros. */
export function readDecimal(value: unknown): Decimal | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? new Exact(value) : undefined;
  return typeof value === "string" && plain.test(value) ? new Exact(value) : undefined;
}

const numeral = /^-?[0-9]+(\.[0-9]+)?$/;

/** Whether a number (IEEE double) says every digit of a text: of "9007199254740993" it does not. undefined: the text is no plain number. */
export function fitsDouble(text: string): boolean | undefined {
  if (text.length > 2_000 || !numeral.test(text)) return undefined;
  // fifteen digits always come back
  if (text.length <= 15) return true;
  const double = Number(text);
  return Number.isFinite(double) && new Exact(text).equals(double);
}

/** Whether a number of JSON is for certain the one that was written: a whole one within ±2^53, or one of at most fifteen digits. */
export const isCertain = (input: number): boolean =>
  Number.isSafeInteger(input) || String(Math.abs(input)).replace(/e.*$/, "").replace(".", "").replace(/^0+/, "").length <= 15;

/** As readDecimal, for an operand. @throws OperandError */
export function decimalOf(value: unknown, operator: string): Decimal {
  const read = readDecimal(value);
  if (read === undefined) throw new OperandError(`${operator} needs decimals such as "1.50", not ${kindOf(value)}`);
  return read;
}

/** Digits after the point: "1.50" → 2 */
export const scaleOf = (value: unknown): number => {
  if (typeof value === "string") return value.includes(".") ? value.length - value.indexOf(".") - 1 : 0;
  return typeof value === "number" ? new Exact(value).decimalPlaces() : 0;
};

/** A decimal as it travels: plain digits, `scale` of them after the point (default: as many as it has). */
export function decimalText(value: Decimal, scale?: number): string {
  const text = scale === undefined ? value.toFixed() : value.toFixed(Math.min(scale, 20), Exact.ROUND_HALF_UP);
  if (text.replace(/[-.]/g, "").length > 50) throw new OperandError("the result has more than 50 digits", "limit");
  return text.startsWith("-") && new Exact(text).isZero() ? text.slice(1) : text;
}

/** How a value is shown inside a message: short, JSON-like. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
