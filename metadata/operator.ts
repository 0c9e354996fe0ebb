import type { Text } from "./text.ts";
import type { ScalarType, ValueType } from "./value-type.ts";

/** A leaf of a predicate: a field of the record (by API name path), a bound value, or a named value of the context ($user.id, $now). */
export type Term =
  | { readonly field: string }
  | { readonly literal: unknown }
  | { readonly context: string }
  /** numbers, decimals or money put together; `??` is the first that is there */
  | { readonly made: "+" | "-" | "*" | "??"; readonly of: readonly Term[]; readonly type: ScalarType }
  /** where a stretch of time begins or ends, as a day or an instant, whatever it is compared with; such as "this_month" */
  | { readonly period: string; readonly edge: "start" | "end" };

/**
 * The closed core that the SQL compiler knows. Operators lower themselves onto it. Every predicate is true or false, never null:
 * eq is true when both are absent; lt, lte, in and contains are false when an operand is absent; `empty` means absent (null is never stored);
 * `truthy` is by type: text other than "", numbers other than 0, true, a list that is not empty, anything else that is there.
 * Literals stand as they were written beside the field, e.g. "12.00" beside money: the compiler reads them with the field's own type.
 */
export type Predicate =
  | { readonly always: boolean }
  | { readonly eq: readonly [Term, Term] }
  | { readonly lt: readonly [Term, Term] }
  | { readonly lte: readonly [Term, Term] }
  | { readonly in: readonly [Term, readonly Term[]] }
  /** text contains text, or list contains value */
  | { readonly contains: readonly [Term, Term] }
  | { readonly empty: Term }
  | { readonly truthy: Term }
  /** an element of the list meets the predicate, whose fields are the element's own; `{ field: "" }` is the element itself */
  | { readonly some: readonly [Term, Predicate] }
  | { readonly and: readonly Predicate[] }
  | { readonly or: readonly Predicate[] }
  | { readonly not: Predicate };

/** What an operand is once it has been lowered: a term, a predicate, or a literal list of terms. */
export type Lowered = { readonly term: Term } | { readonly predicate: Predicate } | { readonly list: readonly Term[] };

export interface OperatorContext {
  /** injected constant, never the clock */
  readonly now: string;
  /** IANA zone whose days they are; absent = UTC */
  readonly timezone?: string | undefined;
}

/** An operand before anything is evaluated: its type where it is known, its value where it is written down. */
export interface Operand {
  readonly type: ValueType | undefined;
  readonly literal?: unknown;
}

/** What an operator makes of its operands' types. */
export interface Resolved {
  readonly type?: ValueType;
  /** literals in canonical form, in the operands' places; undefined = as written */
  readonly literals?: readonly unknown[];
  /** takes the place of `evaluate` for operands of these types */
  readonly evaluate?: (args: readonly unknown[], at: OperatorContext) => unknown;
}

export interface Operator<Name extends string = string> {
  readonly name: Name;
  readonly label: Text;
  /** least and most operands */
  readonly arity: readonly [least: number, most: number];
  /** Operands already evaluated. Left out for lazy operators (if, and, or, map…), which the evaluator knows as its closed core. */
  readonly evaluate?: (args: readonly unknown[], at: OperatorContext) => unknown;
  /** Called once, when the expression is compiled: refuses types that do not go together, reads literals by the type beside them. */
  readonly resolve?: (operands: readonly Operand[]) => Resolved | { readonly wrong: string };
  /** Left out: cannot be used where the database must answer; refused at publish. */
  readonly lower?: (args: readonly Lowered[]) => Predicate | undefined;
  /** its answer depends on when it is asked: constants alone decide nothing */
  readonly atNow?: true;
  /** The database computes it too, inside a comparison: how the values of its operands are put together. */
  readonly computes?: "+" | "-" | "*";
  /** Must hold in every engine. `logic` over `data`; `sql: false` where there is nothing to lower. */
  readonly examples: readonly {
    readonly logic: unknown;
    readonly data?: Readonly<Record<string, unknown>>;
    /** types of the data's paths; left out = as the values look */
    readonly types?: Readonly<Record<string, ValueType>>;
    readonly is: unknown;
    readonly sql?: boolean;
  }[];
}

export const defineOperator = <const Name extends string>(operator: Operator<Name>): Operator<Name> => operator;
