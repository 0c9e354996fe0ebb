import type { Money } from "../value-type.ts";
import { readDecimal, type Decimal } from "./decimal.ts";
import { OperandError } from "./operand-error.ts";
import { kindOf } from "../unreadable.ts";

/** ISO 4217 minor-unit exponents that are not 2. */
const exponents: Readonly<Record<string, number>> = {
  ...Object.fromEntries("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" ").map((currency) => [currency, 0])),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((currency) => [currency, 3])),
  ...Object.fromEntries("CLF UYW".split(" ").map((currency) => [currency, 4])),
};

/** Digits after the point of a currency: CNY 2, JPY 0, KWD 3. */
export const exponentOf = (currency: string): number => (Object.hasOwn(exponents, currency) ? (exponents[currency] as number) : 2);

const currencyPattern = /^[A-Z]{3}$/;
export const isCurrency = (value: unknown): value is string => typeof value === "string" && currencyPattern.test(value);

/** {currency, minor} and nothing else. */
export function isMoney(value: unknown): value is Money {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (!Object.hasOwn(value, "currency") || !Object.hasOwn(value, "minor")) return false;
  const { currency, minor } = value as { currency: unknown; minor: unknown };
  return isCurrency(currency) && Number.isSafeInteger(minor) && Object.keys(value).length === 2;
}

const shortAmount = /^(-?)(0|[1-9][0-9]{0,9})(?:\.([0-9]{1,5}))?$/;

/** An amount in major units ("19.99", 19.99) as minor units; undefined when it is no amount, has more digits than the currency, or is beyond ±2^53. */
export function minorOf(amount: unknown, currency: string): number | undefined {
  const digits = typeof amount === "string" ? shortAmount.exec(amount) : null;
  const exponent = exponentOf(currency);
  // up to fifteen digits a number is exact
  if (digits !== null && (digits[3] ?? "").length <= exponent) {
    const minor = Number(`${digits[2]!}${(digits[3] ?? "").padEnd(exponent, "0")}`);
    return digits[1] === "-" ? 0 - minor : minor;
  }
  const minor = readDecimal(amount)?.mul(10 ** exponentOf(currency));
  if (minor === undefined || !minor.isInteger() || minor.abs().greaterThan(Number.MAX_SAFE_INTEGER)) return undefined;
  return minor.toNumber() + 0;
}

/** {CNY, 1999} → "19.99" */
export function amountOf(money: Money): string {
  const exponent = exponentOf(money.currency);
  const digits = String(Math.abs(money.minor)).padStart(exponent + 1, "0");
  const whole = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return money.minor < 0 ? `-${whole}` : whole;
}

/** Minor units from an exact number of them, rounded half away from zero. @throws OperandError beyond ±2^53 */
export function moneyOf(minor: Decimal, currency: string): Money {
  const whole = minor.toDecimalPlaces(0);
  if (whole.abs().greaterThan(Number.MAX_SAFE_INTEGER))
    throw new OperandError("the amount is beyond ±9,007,199,254,740,991 minor units", "limit");
  return { currency, minor: whole.toNumber() + 0 };
}

/** An operand as money. A bare amount takes the currency of `like`. @throws OperandError */
export function asMoney(value: unknown, operator: string, like?: Money): Money {
  if (isMoney(value)) return value;
  if (like !== undefined) {
    const minor = minorOf(value, like.currency);
    if (minor !== undefined) return { currency: like.currency, minor };
  }
  throw new OperandError(`${operator} needs an amount of money such as {"currency":"CNY","minor":1999}, not ${kindOf(value)}`);
}

/** Two operands as money of one currency. @throws OperandError */
export function sameMoney(a: unknown, b: unknown, operator: string): readonly [Money, Money] {
  const left = asMoney(a, operator, isMoney(b) ? b : undefined);
  const right = asMoney(b, operator, left);
  if (left.currency !== right.currency) throw new OperandError(`${operator} needs one currency, not two`);
  return [left, right];
}
