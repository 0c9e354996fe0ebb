import type { Component } from "./component.ts";
import type { Document, DocumentOf, Kind } from "./documents/index.ts";
import type { FieldType } from "./field-type.ts";
import type { Operator } from "./operator.ts";
import type { Problem, Result } from "./problem.ts";
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
  /** a field (object), input/output column (table) … of the named document */
  readonly member?: string;
  /** JSON Pointer inside the referring document */
  readonly path: string;
}

export interface Language extends Vocabulary {
  /** JSON Schema (2020-12) of a kind, with this vocabulary's names and settings spelled out. */
  readonly schema: (kind: Kind) => Record<string, unknown>;
  /** One document, well said or not: shape, unknown keys with a hint, types, settings, component props, operators, limits. Everything wrong at once. */
  readonly parse: <K extends Kind>(kind: K, value: unknown) => Result<DocumentOf[K]>;
  /** Documents together: names that point nowhere, names taken twice. Paths begin with /{kind}/{name}. */
  readonly check: (documents: DocumentSet) => readonly Problem[];
  readonly references: (document: Document) => readonly Reference[];
}
