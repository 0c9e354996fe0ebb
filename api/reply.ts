import { codes, problem, statusOf, type Problem, type ProblemCode } from "#metadata";

/** What a route says back when all is well. */
export interface Reply {
  readonly body?: unknown;
  /** absent = the contract's */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sent with every answer of the API: nothing it says may be sniffed, framed, run or kept. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};

/** Problems as RFC 9457. The first of those with the highest status speaks for all. */
export function problemBody(problems: readonly Problem[], requestId: string): { status: number; body: Record<string, unknown> } {
  const all = problems.length === 0 ? [problem("internal", "", "Refused without a reason.")] : problems;
  const status = statusOf(all);
  const first = all.find((each) => codes[each.code].status === status)!;
  return {
    status,
    body: {
      type: `/api/docs#problem-${first.code}`,
      title: titles(first.code),
      status,
      code: first.code,
      detail: all.length === 1 ? first.message : `${first.message} (and ${all.length - 1} more)`,
      help: first.help,
      ...(first.details === undefined ? {} : { details: first.details }),
      problems: all,
      requestId,
    },
  };
}

const titles = (code: ProblemCode): string => code.charAt(0).toUpperCase() + code.slice(1).replaceAll("_", " ");

export const jsonType = "application/json; charset=utf-8";
export const problemType = "application/problem+json; charset=utf-8";
