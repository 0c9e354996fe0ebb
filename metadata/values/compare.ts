import { amountOf, isMoney, minorOf } from "./money.ts";
import { readDecimal } from "./decimal.ts";
import { OperandError } from "./operand-error.ts";
import { kindOf } from "../unreadable.ts";

/** −1, 0, 1 by code point, as Postgres orders under COLLATE "C". JavaScript's own < orders by UTF-16 unit, which differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    // a surrogate stands for a code point above every other unit
    const leftHigh = left >= 0xd800 && left <= 0xdfff;
    const rightHigh = right >= 0xd800 && right <= 0xdfff;
    if (leftHigh !== rightHigh) return leftHigh ? 1 : -1;
    return left < right ? -1 : 1;
  }
  return a.length === b.length ? 0 : a.length < b.length ? -1 : 1;
}

const absent = (value: unknown): value is null | undefined => value === null || value === undefined;
const bare = (value: unknown): value is string | number => typeof value === "string" || typeof value === "number";

/** How two values of one type stand: −1, 0, 1; undefined when one is absent or the currencies differ. @throws OperandError on two types */
export type Compare = (a: unknown, b: unknown) => number | undefined;

export const compareValues: Compare = (a, b) => {
  if (absent(a) || absent(b)) return undefined;
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : a === b ? 0 : undefined;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (isMoney(a) && isMoney(b)) return a.currency === b.currency ? Math.sign(a.minor - b.minor) : undefined;
  // a bare amount takes the currency of the money it stands beside
  if (isMoney(a) && bare(b)) return Math.sign(a.minor - bareMinor(b, a.currency));
  if (isMoney(b) && bare(a)) return Math.sign(bareMinor(a, b.currency) - b.minor);
  throw new OperandError(`${kindOf(a)} and ${kindOf(b)} cannot be ordered: they are of different types`);
};

/** Decimals travel as texts, "1.50"; they are ordered as numbers. */
export const compareDecimals: Compare = (a, b) => {
  if (absent(a) || absent(b)) return undefined;
  const left = readDecimal(a);
  const right = readDecimal(b);
  if (left === undefined || right === undefined)
    throw new OperandError(`${kindOf(left === undefined ? a : b)} was given that is not a decimal`);
  return left.comparedTo(right);
};

/** Equal values of one type. Nothing equals nothing; nothing else is equal to it. */
export type Equal = (a: unknown, b: unknown) => boolean;

export const equalValues: Equal = (a, b) => {
  if (a === b) return true;
  if (absent(a) || absent(b)) return absent(a) && absent(b);
  if (typeof a !== "object" && typeof b !== "object") return false;
  if (isMoney(a)) {
    if (isMoney(b)) return a.currency === b.currency && a.minor === b.minor;
    return bare(b) && minorOf(b, a.currency) === a.minor;
  }
  if (isMoney(b)) return bare(a) && minorOf(a, b.currency) === b.minor;
  return false;
};

export const equalDecimals: Equal = (a, b) => (absent(a) || absent(b) ? absent(a) && absent(b) : compareDecimals(a, b) === 0);

function bareMinor(amount: string | number, currency: string): number {
  // an amount finer than the currency still has its place in the order
  const minor =
    minorOf(amount, currency) ??
    readDecimal(amount)
      ?.mul(minorOf(1, currency) ?? 1)
      .toNumber();
  if (minor === undefined)
    throw new OperandError(
      `${kindOf(amount)} is not an amount of the currency beside it, such as "${amountOf({ currency, minor: 1999 })}"`,
    );
  return minor;
}
