import type { Lowered, Predicate, Term } from "./operator.ts";
import { truthy } from "./values/index.ts";

export const termOf = (operand: Lowered | undefined): Term | undefined =>
  operand !== undefined && "term" in operand ? operand.term : undefined;

/** An operand where a yes or no is wanted. */
export function predicateOf(operand: Lowered): Predicate {
  if ("predicate" in operand) return operand.predicate;
  if ("list" in operand) return { always: operand.list.length > 0 };
  return "literal" in operand.term ? { always: truthy(operand.term.literal) } : { truthy: operand.term };
}

const isNothing = (term: Term): boolean => "literal" in term && (term.literal === null || term.literal === undefined);
const isLiteral = (term: Term): boolean => "literal" in term;

/** Equality of two terms; with nothing it is emptiness. Two constants have nothing to ask the database. */
export function lowerEqual(args: readonly Lowered[]): Predicate | undefined {
  const [a, b] = [termOf(args[0]), termOf(args[1])];
  if (a === undefined || b === undefined || (isLiteral(a) && isLiteral(b))) return undefined;
  if (isNothing(a)) return { empty: b };
  if (isNothing(b)) return { empty: a };
  return isLiteral(a) ? { eq: [b, a] } : { eq: [a, b] };
}

export const lowerUnequal = (args: readonly Lowered[]): Predicate | undefined => {
  const equal = lowerEqual(args);
  return equal === undefined ? undefined : { not: equal };
};

/** a < b, or a < b < c */
export const lowerOrder =
  (as: "lt" | "lte", swapped = false) =>
  (args: readonly Lowered[]): Predicate | undefined => {
    const terms = args.map(termOf);
    if (terms.some((term) => term === undefined || isNothing(term)) || terms.every((term) => isLiteral(term!))) return undefined;
    const [a, b, c] = terms as [Term, Term, Term | undefined];
    const pair = (left: Term, right: Term): Predicate => (as === "lt" ? { lt: [left, right] } : { lte: [left, right] });
    if (swapped) return pair(b, a);
    return c === undefined ? pair(a, b) : { and: [pair(a, b), pair(b, c)] };
  };
