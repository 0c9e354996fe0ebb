import * as z from "zod";
import type { ProblemCode } from "./problems/codes.ts";
import { kindOf, unreadable, type Unreadable } from "./unreadable.ts";

export { kindOf, unreadable, type Unreadable } from "./unreadable.ts";

/**
 * A schema from one reading function: what people, imports and the API send → the canonical value.
 * `shape` is JSON Schema of the canonical value, shown to those who write against the API; its `x-accepts` lists what else is taken. The problem's code travels in `params.problem` of the issue.
 */
export function readsAs<Value>(
  shape: Record<string, unknown>,
  read: (input: unknown) => { readonly value: Value } | { readonly unreadable: Unreadable },
): z.ZodType<Value> {
  const schema = z
    .unknown()
    .transform((input, context): Value => {
      const answer = read(input);
      if ("value" in answer) return answer.value;
      const { code, message, details } = answer.unreadable;
      context.addIssue({ code: "custom", message, params: { problem: code, details } });
      return z.NEVER;
    })
    .meta(shape);
  const say = schema.safeParse;
  // what can be read needs nothing of the schema: values are read by the million
  const safeParse: typeof schema.safeParse = (input, context) => {
    const answer = read(input);
    return "value" in answer ? { success: true, data: answer.value as Awaited<Value> } : say(input, context);
  };
  return Object.assign(schema, { safeParse });
}

/** The problem code of a schema's issue: what `readsAs` put there, else by the kind of issue. */
export function codeOfIssue(issue: z.core.$ZodIssue): ProblemCode {
  if (issue.code === "custom") return (issue.params?.["problem"] as ProblemCode | undefined) ?? "invalid";
  if (issue.code === "invalid_type") return "wrong_type";
  if (issue.code === "too_big" || issue.code === "too_small") return "out_of_range";
  if (issue.code === "unrecognized_keys") return "unknown_key";
  return "invalid";
}

/** The facts of a schema's issue, where `readsAs` gave some: details of the problem it becomes. */
export const detailsOfIssue = (issue: z.core.$ZodIssue | undefined): Readonly<Record<string, unknown>> | undefined =>
  issue?.code === "custom" ? (issue.params?.["details"] as Readonly<Record<string, unknown>> | undefined) : undefined;

/** Text a database of JSON can hold: no NUL, no half of a surrogate pair. */
export function readText(input: unknown, longest: number): { readonly value: string } | { readonly unreadable: Unreadable } {
  if (typeof input !== "string") return unreadable("wrong_type", `Must be text, not ${kindOf(input)}`, { reason: "text" });
  if (input.includes("\u0000") || !input.isWellFormed())
    return unreadable("invalid", "Holds characters that are not text (NUL or half a surrogate pair)", { reason: "characters" });
  if (input.length > longest && Array.from(input).length > longest)
    return unreadable("out_of_range", `Must be at most ${longest} characters`, { reason: "longest", limit: longest });
  return { value: input };
}

/** Does a value say nothing: absent, no element, nothing but white space. A required field wants one that says something. */
export const isBlank = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.length === 0);

/** A text field of a record fills a slot with its first 256 code points. */
export const firstOf = (text: string): string => (text.length <= 256 ? text : Array.from(text).slice(0, 256).join(""));

/**
 * A setting of a field type or component: its schema with what the property panel shows.
 * `title` and `description` are what JSON Schema editors read; `label` and `help` hold every language.
 */
export const setting = <Schema extends z.ZodType>(
  schema: Schema,
  label: { readonly en: string; readonly zh: string },
  help?: { readonly en: string; readonly zh: string },
): Schema => schema.meta({ title: label.en, label, ...(help === undefined ? {} : { description: help.en, help }) }) as Schema;
