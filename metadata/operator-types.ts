import type { Operand, Resolved } from "./operator.ts";
import type { ScalarType, ValueType } from "./value-type.ts";
import { instantMs, isDate, isMoney, readDecimal, readInstant, show } from "./values/index.ts";

const isLiteral = (operand: Operand): boolean => Object.hasOwn(operand, "literal");

/** Types that compute alike: references and texts are texts, numbers and decimals are numbers. */
const familyOf = (type: ValueType): string => {
  if (typeof type !== "string") return "list";
  if (type === "reference") return "text";
  return type === "decimal" ? "number" : type;
};

/** What a type is called in a message. */
export const typeName = (type: ValueType): string => {
  if (typeof type !== "string") return `a list of ${type.list}`;
  return type === "instant" ? "an instant" : type === "json" ? "any value" : `a ${type}`;
};

/** The type of a constant. Text may still turn out to be a date, an instant, a decimal or an amount beside a typed operand. */
export function typeOfLiteral(value: unknown): ValueType | undefined {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "boolean";
  if (isMoney(value)) return "money";
  if (Array.isArray(value)) {
    const types = [...new Set(value.map(typeOfLiteral))];
    const [only] = types;
    return types.length === 1 && typeof only === "string" ? { list: only } : undefined;
  }
  return undefined;
}

/** A constant in the canonical form of a type, or why it cannot be one. */
export function readLiteral(value: unknown, type: ScalarType): { readonly value: unknown } | { readonly wrong: string } {
  const taken = (fits: boolean, example: string, canonical: unknown = value) =>
    fits ? { value: canonical } : { wrong: `${show(value)} is not ${typeName(type)} such as ${example}` };
  switch (type) {
    case "date":
      return taken(isDate(value), '"2026-03-19"');
    case "instant":
      return taken(instantMs(value) !== undefined, '"2026-03-19T06:30:00Z"', readInstant(value));
    case "decimal":
      return taken(readDecimal(value) !== undefined, '"1.50"', typeof value === "number" ? readDecimal(value)?.toFixed() : value);
    case "money":
      return taken(isMoney(value) || readDecimal(value) !== undefined, '"10.00"');
    case "number":
      return taken(typeof value === "number", "1.5");
    case "boolean":
      return taken(typeof value === "boolean", "true");
    case "text":
    case "reference":
      return taken(typeof value === "string", '"abc"');
    case "json":
      return { value };
  }
}

/**
 * One type for all operands: the type of those that are not constants; the constants are read by it.
 * An operand of unknown type goes with everything. `decimal` wins over `number`.
 */
export function alike(
  operands: readonly Operand[],
): { readonly type: ScalarType | undefined; readonly literals: readonly unknown[] } | { readonly wrong: string } {
  const known = operands.filter((each) => !isLiteral(each) && each.type !== undefined && each.type !== "json");
  const typed = known.length > 0 ? known : operands.filter((each) => isLiteral(each) && each.type !== undefined);
  const [first] = typed;
  if (first === undefined) return { type: undefined, literals: [] };
  for (const each of typed) {
    if (typeof each.type !== "string") return { wrong: `${typeName(each.type as ValueType)} is not one value` };
    if (familyOf(each.type) !== familyOf(first.type as ValueType)) {
      return { wrong: `${typeName(first.type as ValueType)} and ${typeName(each.type)} do not go together` };
    }
  }
  const type = (typed.find((each) => each.type === "decimal") ?? first).type as ScalarType;
  if (known.length === 0) return { type, literals: [] };
  const literals: unknown[] = [];
  for (const [index, each] of operands.entries()) {
    if (!isLiteral(each) || each.literal === null) continue;
    const read = readLiteral(each.literal, type);
    if ("wrong" in read) return read;
    literals[index] = read.value;
  }
  return { type, literals };
}

/** The types operands must have, one by one (the last repeats); a constant is read by it. Result of type `type`. */
export const takes =
  (expected: readonly ScalarType[], type: ValueType) =>
  (operands: readonly Operand[]): Resolved | { readonly wrong: string } => {
    const literals: unknown[] = [];
    for (const [index, each] of operands.entries()) {
      const wanted = expected[Math.min(index, expected.length - 1)] as ScalarType;
      if (isLiteral(each)) {
        const read = readLiteral(each.literal, wanted);
        if ("wrong" in read) return read;
        literals[index] = read.value;
      } else if (
        each.type !== undefined &&
        each.type !== "json" &&
        (typeof each.type !== "string" || familyOf(each.type) !== familyOf(wanted))
      ) {
        return { wrong: `needs ${typeName(wanted)}, not ${typeName(each.type)}` };
      }
    }
    return { type, literals };
  };
