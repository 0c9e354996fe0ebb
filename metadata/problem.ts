import { codes, type ProblemCode } from "./problems/codes.ts";

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
  /** Facts for a localised message or for a closer look: names, limits, the rule that refused. Must be JSON. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Result<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problems: readonly Problem[] };

export const ok = <Value>(value: Value): Result<Value> => ({ ok: true, value });
export const refused = (...problems: readonly Problem[]): { readonly ok: false; readonly problems: readonly Problem[] } => ({
  ok: false,
  problems,
});

/** Makes a problem; `help` defaults to the text of the code table. */
export function problem(
  code: ProblemCode,
  path: string,
  message: string,
  extra: { help?: string; details?: Record<string, unknown> } = {},
): Problem {
  return {
    code,
    path,
    message,
    help: extra.help ?? codes[code].help,
    ...(extra.details === undefined ? {} : { details: extra.details }),
  };
}

/** Joins names into a JSON Pointer: pointer("fields", "a/b") → "/fields/a~1b". */
export const pointer = (...names: readonly (string | number)[]): string =>
  names.map((name) => `/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** The HTTP status of a set of problems: the highest of their codes' statuses. */
export const statusOf = (problems: readonly Problem[]): number => Math.max(...problems.map((each) => codes[each.code].status));
