/**
 * The types an expression can compute with. Closed: the evaluator and the SQL compiler know them by name.
 *
 * value in an expression, in `data` and on the wire:
 * text "a" · number 1.5 · decimal "1.50" · money {currency:"CNY", minor:150} · boolean true ·
 * date "2026-03-19" · instant "2026-03-19T06:30:00.000Z" · reference "<record id>" · list of one of these · json anything
 */
export type ScalarType = "text" | "number" | "decimal" | "money" | "boolean" | "date" | "instant" | "reference" | "json";
export type ValueType = ScalarType | { readonly list: ScalarType };

/** An amount in minor units (ISO 4217 exponent), never a float. */
export interface Money {
  readonly currency: string;
  readonly minor: number;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** JSON Logic: the one rule dialect. */
export type Logic = Json;
