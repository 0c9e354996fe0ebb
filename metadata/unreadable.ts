import type { ProblemCode } from "./problems/codes.ts";
import type { ReasonOf } from "./problems/reasons.ts";

/** Why a value was not taken. */
export interface Unreadable {
  readonly code: ProblemCode;
  readonly message: string;
  /** the reason and its facts, for words in the reader's language */
  readonly details?: Readonly<Record<string, unknown>>;
}

export const unreadable = <Code extends ProblemCode>(
  code: Code,
  message: string,
  details?: { readonly reason: ReasonOf<Code>; readonly [fact: string]: unknown },
): { readonly unreadable: Unreadable } => ({ unreadable: { code, message, ...(details === undefined ? {} : { details }) } });

/** What a value is, in a word. */
export const kindOf = (value: unknown): string =>
  value === null || value === undefined
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "an object"
        : `a ${typeof value}`;
