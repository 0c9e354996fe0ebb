import type { Json, ScalarType } from "#metadata";
import type { Condition } from "./condition.ts";
import type { Plan } from "./plan.ts";

/** A statement of SQL: constant for a shape of what is asked, with values as parameters. */
export interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

export const slotCasts = {
  text: "text",
  integer: "int8",
  float: "float8",
  boolean: "bool",
  date: "timestamptz",
  instant: "timestamptz",
  reference: "uuid",
  json: "jsonb",
} as const;

export const naturalCasts: { readonly [T in ScalarType]: string } = {
  text: "text",
  number: "numeric",
  decimal: "numeric",
  money: "numeric",
  boolean: "bool",
  date: "text",
  instant: "text",
  reference: "text",
  // a parameter of type jsonb would be encoded once more on its way
  json: "text::jsonb",
};

/** Longest text a slot holds, in code points. */
export const slotTextLength = 256;

export interface Spelling {
  readonly params: unknown[];
  param(value: unknown, cast: string): string;
  /** the id of a field (or its currency, its pattern), which stands in many places of one statement and travels once */
  field(id: string): string;
  /** how each measure of groups is spelled, for conditions on them */
  readonly measures: readonly string[];
  /** what the records around are called: those that bare column names mean */
  readonly around: string;
  /** where rows of another object may be looked at; undefined: everywhere */
  rows(condition: Condition): string | undefined;
  /** Spells something over other records, which have a name of their own; bare column names mean theirs. */
  inside<Value>(spell: (name: string) => Value): Value;
}

/** The beginning of a statement. `rows`: how a condition on records along the way is spelled into it. */
export function spelling(
  params: unknown[],
  rows: (condition: Condition, to: Spelling) => string | undefined,
  measures: readonly string[] = [],
): Spelling {
  const fields = new Map<string, string>();
  const param = (value: unknown, cast: string) => `$${params.push(value)}::${cast}`;
  const names = ["records"];
  let made = 0;
  return {
    params,
    param,
    measures,
    rows(condition) {
      return rows(condition, this);
    },
    get around() {
      return names.at(-1)!;
    },
    inside(spell) {
      names.push(`hop${(made += 1)}`);
      try {
        return spell(names.at(-1)!);
      } finally {
        names.pop();
      }
    },
    field(id) {
      const found = fields.get(id) ?? param(id, "text");
      fields.set(id, found);
      return found;
    },
  };
}

/** Everything a statement over one object begins with. Row security says the same again. */
export const base = "tenant_id = $1::uuid and object_id = $2::text and deleted_at is null";

/** `json` of JSON as one text that a jsonb cast reads: no driver's opinion about arrays and scalars comes between. */
export const jsonText = (json: Json): string => JSON.stringify(json);

/** A Postgres array literal. */
export const arrayText = (values: readonly (string | number | bigint | boolean)[]): string =>
  `{${values.map((each) => `"${String(each).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;

export const isLong = (text: string): boolean => text.length >= slotTextLength && [...text].length >= slotTextLength;

export const cutText = (text: string): string => (isLong(text) ? [...text].slice(0, slotTextLength).join("") : text);

export const conjunction = (...parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(" and ");

/** A plan without the rights of whoever asks is never compiled. @throws Error */
export function assertScoped(plan: Plan): void {
  if (!plan.scoped) throw new Error(`The plan over <${plan.object}> has no scope: lay it on before it is compiled.`);
}
