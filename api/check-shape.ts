import type * as z from "zod";
import { codeOfIssue, detailsOfIssue, ok, pointer, problem, refused, type Problem, type ProblemCode, type Result } from "#metadata";
import { pointerOf } from "./read-json.ts";

/** What kind of input was looked at: it decides the code, and so the status. */
export type Part = "params" | "query" | "body";

/** Input → the value the route works with, or everything that is wrong with it at once. */
export function checkShape<Value>(schema: z.ZodType<Value>, input: unknown, part: Part): Result<Value> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  if (part === "params") return refused(problem("not_found", "", "There is nothing at this address."));
  return refused(...parsed.error.issues.flatMap((issue) => problemsOf(issue, part)));
}

function problemsOf(issue: z.core.$ZodIssue, part: Part): Problem[] {
  const path = pointerOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      problem(part === "query" ? "invalid_query" : "unknown_key", path + pointer(key), `<${key}> is not known here.`, { details: { key } }),
    );
  }
  const code: ProblemCode = part === "query" ? "invalid_query" : codeOfIssue(issue);
  return [problem(code, path, `${path === "" ? "The body" : path}: ${issue.message}.`, { details: detailsOfIssue(issue) })];
}
