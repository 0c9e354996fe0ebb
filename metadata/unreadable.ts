import type { ProblemCode } from "./problems/codes.ts";

/** Why a value was not taken. */
export interface Unreadable {
  readonly code: ProblemCode;
  readonly message: string;
}

export const unreadable = (code: ProblemCode, message: string): { readonly unreadable: Unreadable } => ({ unreadable: { code, message } });

/** What a value is, in a word. */
export const kindOf = (value: unknown): string =>
  value === null || value === undefined
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;
