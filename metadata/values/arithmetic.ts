import type { Money } from "../value-type.ts";
import { decimalOf, decimalText, readDecimal, scaleOf } from "./decimal.ts";
import { amountOf, asMoney, exponentOf, isMoney, minorOf, moneyOf, sameMoney } from "./money.ts";
import { OperandError } from "./operand-error.ts";
import { kindOf } from "../unreadable.ts";

/** A finite number of JSON. @throws OperandError on anything else, and on nothing: an operand that may be absent is to be given a default */
export function numberOf(value: unknown, operator: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (value === null || value === undefined)
    throw new OperandError(`${operator} needs a number, and found nothing; give it a default: {"var": ["…", 0]}`);
  throw new OperandError(`${operator} needs numbers, not ${kindOf(value)}`);
}

const finite = (value: number, operator: string): number => {
  if (Number.isFinite(value)) return value + 0;
  throw new OperandError(`${operator} gives a number that is too large`);
};

/** Sum of decimals, with the most places any of them has: "1.50" + "1" = "2.50". */
export const addDecimals = (args: readonly unknown[], name = "dec.add"): string =>
  decimalText(
    args.map((each) => decimalOf(each, name)).reduce((sum, each) => sum.add(each)),
    Math.max(...args.map(scaleOf)),
  );

export const subtractDecimals = (args: readonly unknown[], name = "dec.sub"): string => {
  const [first, ...rest] = args.map((each) => decimalOf(each, name));
  const left = rest.length === 0 ? first!.negated() : rest.reduce((sum, each) => sum.sub(each), first!);
  return decimalText(left, Math.max(...args.map(scaleOf)));
};

/** Product, exact: its places are the sum of the operands' places. */
export const multiplyDecimals = (args: readonly unknown[], name = "dec.mul"): string => {
  const product = args.map((each) => decimalOf(each, name)).reduce((all, each) => all.mul(each));
  return decimalText(
    product,
    Math.min(
      20,
      args.map(scaleOf).reduce((sum, each) => sum + each, 0),
    ),
  );
};

/** Quotient to 20 places, half-up, without trailing zeros. */
export const divideDecimals = (args: readonly unknown[], name = "dec.div"): string => {
  const [left, right] = args.map((each) => decimalOf(each, name));
  if (right!.isZero()) throw new OperandError(`${name} by zero`);
  return decimalText(left!.div(right!).toDecimalPlaces(20));
};

export const addMoney = (args: readonly unknown[], name = "money.add"): Money =>
  args.slice(1).reduce<Money>(
    (sum, each) => {
      const [left, right] = sameMoney(sum, each, name);
      return safeMoney(left.minor + right.minor, left.currency);
    },
    asMoney(args[0], name, args.find(isMoney)),
  );

export const subtractMoney = (args: readonly unknown[], name = "money.sub"): Money => {
  if (args.length === 1) {
    const only = asMoney(args[0], name);
    return safeMoney(-only.minor, only.currency);
  }
  const [left, right] = sameMoney(args[0], args[1], name);
  return safeMoney(left.minor - right.minor, left.currency);
};

/** An amount by a factor, rounded half away from zero to the minor unit: 19.99 × 0.8 = 15.99. The factor is exact: "0.8" or 0.8. */
export function multiplyMoney(amount: unknown, factor: unknown, name = "money.mul"): Money {
  const money = asMoney(amount, name);
  return moneyOf(decimalOf(factor, name).mul(money.minor), money.currency);
}

/** An amount divided by a number, rounded half away from zero to minor units. @throws OperandError by zero */
export function divideMoney(amount: unknown, divisor: unknown, name = "/"): Money {
  const money = asMoney(amount, name);
  const by = decimalOf(divisor, name);
  if (by.isZero()) throw new OperandError(`${name} by zero`);
  return moneyOf(readDecimal(money.minor)!.div(by), money.currency);
}

/** "19.99" of a currency. @throws OperandError when it has more digits than the currency */
export function makeMoney(amount: unknown, currency: unknown, name = "money.of"): Money {
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency))
    throw new OperandError(`${name} needs a currency such as "CNY", not ${kindOf(currency)}`);
  const minor = minorOf(amount, currency);
  if (minor !== undefined) return { currency, minor };
  throw new OperandError(
    `${kindOf(amount)} was given that is no amount of its currency, which has ${exponentOf(currency)} decimal places (${amountOf({ currency, minor: 1999 })})`,
  );
}

const safeMoney = (minor: number, currency: string): Money => {
  if (!Number.isSafeInteger(minor)) throw new OperandError("the amount is beyond ±9,007,199,254,740,991 minor units", "limit");
  return { currency, minor: minor + 0 };
};

/** + - * / over what comes: plain numbers, or money where there is some. */
export const addAny = (args: readonly unknown[]): unknown =>
  args.some(isMoney)
    ? addMoney(args, "+")
    : finite(
        args.reduce<number>((sum, each) => sum + numberOf(each, "+"), 0),
        "+",
      );

export const subtractAny = (args: readonly unknown[]): unknown => {
  if (args.some(isMoney)) return subtractMoney(args, "-");
  const left = numberOf(args[0], "-");
  return args.length === 1 ? 0 - left : finite(left - numberOf(args[1], "-"), "-");
};

export const multiplyAny = (args: readonly unknown[]): unknown => {
  const amounts = args.filter(isMoney);
  if (amounts.length > 1) throw new OperandError("* cannot multiply two amounts of money");
  if (amounts.length === 1)
    return multiplyMoney(
      amounts[0],
      args.filter((each) => !isMoney(each)).reduce<string>((all, each) => multiplyDecimals([all, each], "*"), "1"),
      "*",
    );
  return finite(
    args.reduce<number>((product, each) => product * numberOf(each, "*"), 1),
    "*",
  );
};

export const divideAny = (args: readonly unknown[]): unknown => {
  if (isMoney(args[0])) return divideMoney(args[0], args[1]);
  const left = numberOf(args[0], "/");
  const right = numberOf(args[1], "/");
  if (right === 0) throw new OperandError("/ by zero");
  return finite(left / right, "/");
};
