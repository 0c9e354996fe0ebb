import type { Money } from "../value-type.ts";
import { kindOf, unreadable, type Unreadable } from "../unreadable.ts";
import { isCertain, readDecimal } from "./decimal.ts";
import { exponentOf, isMoney, minorOf } from "./money.ts";

/** Everything that is read as an amount of `currency`: { currency, minor }, { amount, currency? }, "19.99", 19.99. Exact or refused. */
export function readMoney(input: unknown, currency: string): { readonly value: Money } | { readonly unreadable: Unreadable } {
  if (typeof input === "string" || typeof input === "number") return readAmount(input, currency);
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    return unreadable("wrong_type", `Must be an amount such as "19.99" or {"currency":"${currency}","minor":1999}, not ${kindOf(input)}`, {
      reason: "amount",
    });
  }
  const given = Object.hasOwn(input, "currency") ? (input as { currency: unknown }).currency : currency;
  if (given !== currency)
    return unreadable("invalid", `Must be in ${currency}${typeof given === "string" ? `, not ${given.slice(0, 8)}` : ""}`, {
      reason: "currency",
      currency,
    });
  if (isMoney(input)) return { value: { currency, minor: input.minor + 0 } };
  const keys = Object.keys(input).filter((key) => key !== "currency");
  if (keys.length === 1 && keys[0] === "amount") return readAmount((input as { amount: unknown }).amount, currency);
  return unreadable("wrong_type", `Must be {"currency":"${currency}","minor":<whole number of minor units>}`, { reason: "amount" });
}

function readAmount(amount: unknown, currency: string): { readonly value: Money } | { readonly unreadable: Unreadable } {
  if (typeof amount === "number" && Number.isFinite(amount) && !isCertain(amount))
    return unreadable("invalid", "Has more digits than a number holds exactly; send it as a text", { reason: "digits" });
  const minor = minorOf(amount, currency);
  if (minor !== undefined) return { value: { currency, minor } };
  const read = typeof amount === "string" || typeof amount === "number" ? readDecimal(amount) : undefined;
  if (read === undefined) return unreadable("wrong_type", 'Must be an amount such as "19.99"', { reason: "amount" });
  const digits = exponentOf(currency);
  if (read.decimalPlaces() > digits) {
    return unreadable(
      "invalid",
      digits === 0 ? `${currency} has no decimal places` : `${currency} has ${digits} decimal places, not ${read.decimalPlaces()}`,
      { reason: "decimals", limit: digits },
    );
  }
  return unreadable("out_of_range", "Is beyond ±9,007,199,254,740,991 minor units", { reason: "digits" });
}
