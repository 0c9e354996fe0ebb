import { codes, type ProblemCode } from "./problems/codes.ts";
import type { ReasonOf } from "./problems/reasons.ts";

/**
 * What is wrong with somebody's document, rule or input, as a value.
 * Many are gathered and returned at once; a thrown error is a fault of ours.
 */
export interface Problem {
  readonly code: ProblemCode;
  /** JSON Pointer (RFC 6901) into the input, "" for the whole. */
  readonly path: string;
  /** One sentence that says what is wrong, in English. */
  readonly message: string;
  /** What to do about it. */
  readonly help: string;
  /**
   * Facts for words in the reader's language or for a closer look: names, limits, the rule that refused. Must be JSON.
   * `reason` (problems/reasons.ts) says which of a code's causes it is; `text` holds words that a tenant wrote himself, by language;
   * `object`, `field` and `fields` are API names, which screens show by their labels.
   */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Result<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

export const ok = <Value>(value: Value): Result<Value> => ({ ok: true, value });
export const refused = (...problems: readonly Problem[]): { readonly ok: false; readonly problems: readonly Problem[] } => ({
  ok: false,
  problems,
});

/** Makes a problem; `help` defaults to the text of the code table. `reason` becomes the first of its details. */
export function problem<Code extends ProblemCode>(
  code: Code,
  path: string,
  message: string,
  { help, reason, details }: { help?: string; reason?: ReasonOf<Code>; details?: Readonly<Record<string, unknown>> | undefined } = {},
): Problem {
  return {
    code,
    path,
    message,
    help: help ?? codes[code].help,
    ...(reason === undefined ? (details === undefined ? {} : { details }) : { details: { reason, ...details } }),
  };
}

/** Joins names into a JSON Pointer: pointer("fields", "a/b") → "/fields/a~1b". */
export const pointer = (...names: readonly (string | number)[]): string =>
  names.map((name) => `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The HTTP status of a set of problems: the highest of their codes' statuses. */
export const statusOf = (problems: readonly Problem[]): number => Math.max(...problems.map((each) => codes[each.code].status));
