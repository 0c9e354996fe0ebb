import type * as z from "zod";
import { checkTable } from "./check-table.ts";
import type { Component } from "./component.ts";
import { kinds, type Document, type DocumentOf, type Kind } from "./documents/index.ts";
import { setProblems } from "./language-check.ts";
import { documentProblems } from "./language-document.ts";
import { referencesOf } from "./language-references.ts";
import { scan } from "./language-scan.ts";
import { schemaOf } from "./language-schema.ts";
import { issueProblems } from "./language-shape.ts";
import { isMap, type Pointer } from "./layers/patch.ts";
import { partOf } from "./language-part.ts";
import { oversize } from "./table-size.ts";
import type { FieldType } from "./field-type.ts";
import type { Operator } from "./operator.ts";
import { ok, problem, refused, type Problem, type Result } from "./problem.ts";
import type { Registry } from "./registry.ts";
import type { Step } from "./step.ts";

/** The open part of the language, as a value. */
export interface Vocabulary {
  readonly fields: Registry<FieldType>;
  readonly operators: Registry<Operator>;
  readonly components: Registry<Component>;
  readonly steps: Registry<Step>;
}

/** All documents of a tenant, by kind and API name. */
export type DocumentSet = { readonly [K in Kind]: ReadonlyMap<string, DocumentOf[K]> };

/** A place in one document that names another document or one of its fields. */
export interface Reference {
  readonly kind: Kind;
  readonly name: string;
  /** a field (object; a path such as "customer.name" where an expression follows references), an input or output column (table) … of the named document */
  readonly member?: string;
  /** JSON Pointer inside the referring document */
  readonly path: string;
}

export interface Language extends Vocabulary {
  /** JSON Schema (2020-12) of a kind, with this vocabulary's names and settings spelled out. */
  readonly schema: (kind: Kind) => Record<string, unknown>;
  /** One document, well said or not: shape, unknown keys with a hint, types, settings, component props, operators, limits. Everything wrong at once. */
  readonly parse: <K extends Kind>(kind: K, value: unknown) => Result<DocumentOf[K]>;
  /**
   * A document that was well said but for what stands at `changed`: where its parts are well said each for itself, as the rows of a table,
   * those alone are looked at.
   */
  readonly parseChanged: <K extends Kind>(kind: K, value: DocumentOf[K], changed: readonly Pointer[]) => Result<DocumentOf[K]>;
  /** Documents together: names that point nowhere, names taken twice. Paths begin with /{kind}/{name}. */
  readonly check: (documents: DocumentSet) => readonly Problem[];
  readonly references: (document: Document) => readonly Reference[];
}

/** A decision table may be large; nothing else may. Bytes of its JSON. */
const mostBytes = (kind: Kind): number => (kind === "table" ? 8 : 1) * 1_048_576;

/** The language with a vocabulary. Pure: holds no state but schemas already worked out. */
export function createLanguage(vocabulary: Vocabulary): Language {
  const { fields, operators, components, steps } = vocabulary;
  const schemas = new Map<Kind, Record<string, unknown>>();
  const parse = <K extends Kind>(kind: K, value: unknown): Result<DocumentOf[K]> => {
    const unreadable = scan(value, mostBytes(kind));
    if (unreadable.length > 0) return refused(...unreadable);
    if (!isMap(value)) return refused(problem("wrong_type", "", `A ${kind} document is a JSON object`));
    const schema = kinds[kind].schema as z.ZodType<DocumentOf[K]>;
    const parsed = schema.safeParse(value);
    const problems = parsed.success ? [] : issueProblems(parsed.error.issues, schema, value, "");
    problems.push(...documentProblems(kind, value, vocabulary));
    // cells can only be read where columns and rows have their shape
    if (parsed.success && parsed.data.kind === "table") problems.push(...checkTable(parsed.data));
    if (problems.length > 0 || !parsed.success) return refused(...withoutRepeats(problems));
    return ok(parsed.data);
  };
  return Object.freeze({
    fields,
    operators,
    components,
    steps,
    schema: (kind: Kind) => {
      let schema = schemas.get(kind);
      if (schema === undefined) schemas.set(kind, (schema = schemaOf(kind, vocabulary)));
      return schema;
    },
    parse,
    parseChanged: <K extends Kind>(kind: K, value: DocumentOf[K], changed: readonly Pointer[]): Result<DocumentOf[K]> => {
      const part = partOf(kind, value, changed);
      if (part === undefined || scan(value, mostBytes(kind)).length > 0) return parse(kind, value);
      const parsed = parse(kind, part);
      if (!parsed.ok) return parsed;
      // counted once every cell has its shape
      return value.kind === "table" && oversize(value) !== undefined ? parse(kind, value) : ok(value);
    },
    check: (documents: DocumentSet) => setProblems(documents, vocabulary),
    references: (document: Document) => referencesOf(document, vocabulary),
  });
}

/** What two checks say of one place is said once. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, path }) => {
    const key = `${code} ${path}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}
