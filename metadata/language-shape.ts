import type * as z from "zod";
import { below, isMap, type Pointer } from "./layers/patch.ts";
import { problem, type Problem } from "./problem.ts";
import type { ProblemCode } from "./problems/codes.ts";
import { closest } from "./values/closest.ts";

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;
export interface Definition {
  readonly type: string;
  readonly shape?: Record<string, Schema>;
  readonly innerType?: Schema;
  readonly valueType?: Schema;
  readonly element?: Schema;
  readonly options?: readonly Schema[];
  readonly getter?: () => Schema;
  readonly in?: Schema;
}
/** What a schema is made of. */
export const definitionOf = (schema: Schema): Definition => schema._zod.def as unknown as Definition;

/** Everything that keeps a value from being of a schema, as problems whose paths begin at `at`. None when it is. */
export function shapeProblems(schema: Schema, value: unknown, at: Pointer): Problem[] {
  const parsed = (schema as z.ZodType).safeParse(value);
  return parsed.success ? [] : issueProblems(parsed.error.issues, schema, value, at);
}

/** What a schema said of a value, as problems. */
export const issueProblems = (issues: readonly Issue[], schema: Schema, value: unknown, at: Pointer): Problem[] =>
  issues.flatMap((issue) => fromIssue(issue, schema, value, at));

function fromIssue(issue: Issue, schema: Schema, value: unknown, base: Pointer): Problem[] {
  const at = issue.path.reduce<Pointer>((path, name) => below(path, String(name)), base);
  const here = issue.path.reduce<unknown>((each, name) => own(each, String(name)), value);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(schemaAt(schema, issue.path.map(String)));
      return issue.keys.map((key) => unknownKey(at, key, known));
    }
    case "invalid_union": {
      const branches = issue.errors;
      if (branches.length === 0) return [problem("invalid_document", at, issue.message)];
      return fromUnion(branches, schemaAt(schema, issue.path.map(String)), here, at);
    }
    case "invalid_key":
      return [
        problem(
          "invalid_document",
          at,
          `"${String(issue.path.at(-1))}" cannot be a key here: ${issue.issues[0]?.message ?? issue.message}`,
        ),
      ];
    case "invalid_type":
      return here === undefined && issue.path.length > 0
        ? [problem("required", at, `"${String(issue.path.at(-1))}" is missing`, { details: { expected: issue.expected } })]
        : [problem("wrong_type", at, `Expected ${issue.expected}, found ${nameOf(here)}`, { details: { expected: issue.expected } })];
    case "invalid_value":
      return [
        problem(
          here === undefined ? "required" : "invalid_document",
          at,
          `Expected ${issue.values.map((each) => JSON.stringify(each)).join(" or ")}${here === undefined ? "" : `, found ${short(here)}`}${suggest(String(here), issue.values.map(String))}`,
          { details: { expected: issue.values } },
        ),
      ];
    case "too_big":
    case "too_small": {
      const code: ProblemCode =
        issue.origin === "string" || issue.origin === "number" || issue.origin === "int" ? "out_of_range" : "limit_exceeded";
      return [problem(code, at, issue.message)];
    }
    case "custom":
      return [problem((issue.params?.["problem"] as ProblemCode | undefined) ?? "invalid_document", at, issue.message)];
    default:
      return [problem("invalid_document", at, issue.message)];
  }
}

/** The branch that was most likely meant speaks for the union. */
function fromUnion(branches: readonly (readonly Issue[])[], union: Schema | undefined, value: unknown, at: Pointer): Problem[] {
  const options = union === undefined ? [] : (definitionOf(union).options ?? []);
  if (isMap(value)) {
    const known = options.flatMap((option) => keysAt(option));
    const strangers = Object.keys(value).filter((key) => known.length > 0 && !known.includes(key));
    if (strangers.length > 0) return strangers.map((key) => unknownKey(at, key, known));
  }
  const weight = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, each) => sum + (each.code === "invalid_type" && each.path.length === 0 ? 100 : each.code === "unrecognized_keys" ? 3 : 1),
      0,
    );
  const best = branches.map((issues, index) => ({ issues, index })).sort((a, b) => weight(a.issues) - weight(b.issues))[0]!;
  if (value === undefined) return [problem("required", at, `"${at.slice(at.lastIndexOf("/") + 1)}" is missing`)];
  if (weight(best.issues) >= 100) {
    const expected = branches.flatMap((issues) => issues.flatMap((each) => (each.code === "invalid_type" ? [each.expected] : [])));
    return [problem("wrong_type", at, `Expected ${[...new Set(expected)].join(" or ")}, found ${nameOf(value)}`)];
  }
  const option = options[best.index];
  return best.issues.flatMap((issue) =>
    option === undefined ? [problem("invalid_document", at, issue.message)] : fromIssue(issue, option, value, at),
  );
}

export const unknownKey = (at: Pointer, key: string, known: readonly string[]): Problem =>
  problem("unknown_key", below(at, key), `"${key}" is not a key here${suggest(key, known)}`, {
    details: { key, known: [...known].sort() },
  });

/** ", did you mean "label"?" when one of the known names is close, otherwise nothing. */
export function suggest(name: string, known: readonly string[]): string {
  const near = closest(name, known);
  return near === undefined ? "" : `; did you mean "${near}"?`;
}

/** The schema without its wrappers (optional, lazy, default, readonly, pipe). */
export function unwrapped(schema: Schema): Schema {
  const definition = definitionOf(schema);
  if (definition.innerType !== undefined) return unwrapped(definition.innerType);
  if (definition.type === "pipe" && definition.in !== undefined) return unwrapped(definition.in);
  return schema;
}

function schemaAt(schema: Schema, names: readonly string[]): Schema | undefined {
  const open = unwrapped(schema);
  const [name, ...rest] = names;
  if (name === undefined) return open;
  const definition = definitionOf(open);
  const next =
    definition.shape !== undefined
      ? own(definition.shape, name)
      : (definition.valueType ?? definition.element ?? definition.options?.find((option) => keysAt(option).includes(name)));
  if (next === undefined) return undefined;
  return definition.options !== undefined && definition.shape === undefined
    ? schemaAt(next as Schema, names)
    : schemaAt(next as Schema, rest);
}

function keysAt(schema: Schema | undefined): string[] {
  if (schema === undefined) return [];
  const definition = definitionOf(unwrapped(schema));
  if (definition.shape !== undefined) return Object.keys(definition.shape);
  return definition.options?.flatMap((option) => keysAt(option)) ?? [];
}

export const own = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;

const nameOf = (value: unknown): string =>
  value === undefined
    ? "nothing"
    : value === null
      ? "null"
      : Array.isArray(value)
        ? "a list"
        : typeof value === "object"
          ? "an object"
          : `a ${typeof value}`;

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
