import { closest, codeOfIssue, detailsOfIssue, mostLines, pointer, problem, type Json, type Problem } from "#metadata";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import type { Access, Right } from "../permissions/access.ts";
import { columnOf } from "./column.ts";
import { guardJson } from "./guard.ts";
import { perField } from "./per-object.ts";
import { unknownField } from "./unknown-field.ts";

/** One change of one record, as the outside or a flow says it. `values` by API name; null empties a field. */
export interface Change {
  readonly act: "create" | "update" | "delete" | "restore";
  readonly object: string;
  /** update, delete, restore: which record. create: the platform's own installer alone may choose it. */
  readonly id?: string;
  readonly values?: unknown;
  /** version (or ETag) the change was made on; another one by now is refused */
  readonly ifMatch?: string | number;
  /** the job whose act this is part of: kept with the history, so that the job can be undone */
  readonly jobId?: string;
  /** duplicate rules that only ask have been answered */
  readonly allowDuplicates?: boolean;
}

/** Values read by their field types, by field id; null empties. `failed`: fields whose value could not be read. */
export interface ReadValues {
  readonly values: ReadonlyMap<string, Json | null>;
  readonly failed: ReadonlySet<string>;
  /** lines that come with the record, by the id of the field that stands for them */
  readonly lines: ReadonlyMap<string, readonly unknown[]>;
  readonly problems: readonly Problem[];
}

/** Its value is the platform's doing. */
const isMade = perField(({ fieldType, settings }) => fieldType.generated !== undefined || fieldType.derived?.(settings) !== undefined);

/** Its value is a person's to write, and stands in the record itself. */
const isPlain = perField((field) => !isMade(field) && linesOf(field) === undefined);
const nothing = { success: true, data: null } as const;

/** The records that belong to one and are written together with it. */
export const linesOf = perField(({ fieldType, settings }) => {
  const derived = fieldType.derived?.(settings);
  return derived?.kind === "lines" ? derived : undefined;
});

/** Reads the values of a change: unknown, read-only and wrong ones are refused, all at once, at `path`/{name}. */
export function readValues(object: ResolvedObject, access: Access, right: Right, given: unknown, path: string): ReadValues {
  const values = new Map<string, Json | null>();
  const failed = new Set<string>();
  const lines = new Map<string, readonly unknown[]>();
  const problems: Problem[] = [];
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return { values, failed, lines, problems: [problem("wrong_type", path, "A record is a JSON object: its fields by name.")] };
  }
  const unfit = guardJson(given, path, { depth: 32 });
  if (unfit.length > 0) return { values, failed, lines, problems: unfit };
  for (const name of Object.keys(given)) {
    const field = object.byName.get(name);
    const value: unknown = (given as Record<string, unknown>)[name];
    // what most fields are: plainly written, plainly right
    if (field !== undefined && isPlain(field) && (access.unrestricted || right.writes(name)) && right.sees(name)) {
      const read = value === null || value === undefined ? nothing : schemaOf(field).safeParse(value);
      if (read.success) {
        values.set(field.id, read.data as Json);
        continue;
      }
    }
    const at = `${path}/${field === undefined ? pointer(name).slice(1) : name}`;
    if (field === undefined && columnOf(object, name) !== undefined) {
      problems.push(problem("read_only", at, `"${name}" is set by the platform.`, { reason: "computed", details: { field: name } }));
    } else if (field === undefined || !right.sees(name)) {
      problems.push(
        unknownField(
          object,
          name,
          at,
          closest(
            name,
            object.fields.map((each) => each.name).filter((each) => right.sees(each)),
          ),
        ),
      );
    } else if (linesOf(field) !== undefined && (access.unrestricted || right.writes(name))) {
      if (Array.isArray(value) && value.length <= mostLines) lines.set(field.id, value);
      else if (Array.isArray(value))
        problems.push(problem("too_large", at, `At most ${mostLines} lines at once.`, { reason: "lines", details: { limit: mostLines } }));
      else problems.push(problem("wrong_type", at, `"${name}" is a list of records.`, { details: { field: name } }));
    } else if (isMade(field) || (!access.unrestricted && !right.writes(name))) {
      failed.add(field.id);
      problems.push(
        problem("read_only", at, `"${name}" cannot be written${isMade(field) ? ": the platform gives it" : " by you"}.`, {
          reason: isMade(field) ? "computed" : "right",
          details: { field: name },
        }),
      );
    } else {
      if (value === null || value === undefined) values.set(field.id, null);
      else {
        const read = readValue(field, value, at);
        if ("value" in read) values.set(field.id, read.value);
        else {
          failed.add(field.id);
          problems.push(...read.problems);
        }
      }
    }
  }
  return { values, failed, lines, problems };
}

const schemaOf = perField((field) => field.fieldType.value(field.settings));

/** One value by its field's type, in canonical form. */
export function readValue(
  field: ResolvedField,
  value: unknown,
  path: string,
): { readonly value: Json } | { readonly problems: readonly Problem[] } {
  const parsed = schemaOf(field).safeParse(value);
  if (parsed.success) return { value: parsed.data as Json };
  return {
    problems: parsed.error.issues.slice(0, 5).map((issue) =>
      problem(codeOfIssue(issue), `${path}${pointer(...(issue.path as (string | number)[]))}`, issue.message, {
        details: { field: field.name, ...detailsOfIssue(issue) },
      }),
    ),
  };
}
