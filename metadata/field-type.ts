import type * as z from "zod";
import type { FileValue } from "./file-value.ts";
import type { Text } from "./text.ts";
import type { Json, Logic, ValueType } from "./value-type.ts";

/**
 * How the database holds a field. Closed: SQL knows these and nothing else about a field.
 * integer (money and decimals, scaled; whole numbers) → i slots · float → f · date and instant → t · text → s · boolean → b · reference → r.
 * json has no slot. computed is never written by people.
 */
export type Storage = "text" | "integer" | "float" | "boolean" | "date" | "instant" | "reference" | "json";
export type SlotValue = string | number | bigint | boolean | null;

/** The type of a field and its settled settings. */
export interface SettledField {
  readonly type: FieldType;
  readonly settings: any;
}

/** What a field says of itself to those who work out the settings of another. */
export interface FieldAround {
  /** name of the object whose field is settled */
  readonly object: string;
  /** type and settled settings of a field of any object; undefined where there is none */
  readonly fieldAt: (object: string, field: string) => SettledField | undefined;
}

/** Most lines of a record that are written together with it. */
export const mostLines = 200;

/**
 * How a value that nobody writes comes about. Closed: the engine knows these and nothing else about a derived field.
 * formula: an expression over the record and, by paths, the records it refers to. rollUp: over the records of `object` whose field `by` refers
 * to this record. lookThrough: the value of `field` of the record that `reference` refers to. column: what every record has.
 * lines: the records of `object` whose field `by` refers to this one, written together with it; nothing is stored.
 */
export type Derivation =
  | { readonly kind: "formula"; readonly logic: Logic }
  | {
      readonly kind: "rollUp";
      readonly object: string;
      readonly by: string;
      readonly fn: "count" | "sum" | "avg" | "min" | "max";
      readonly field?: string;
      readonly filter?: Logic;
    }
  | { readonly kind: "lookThrough"; readonly reference: string; readonly field: string }
  | { readonly kind: "column"; readonly column: "created_at" | "created_by" | "updated_at" | "updated_by" }
  | {
      readonly kind: "lines";
      readonly object: string;
      readonly by: string;
      /** number field of the lines in which their places are kept; absent: they stand as they were made */
      readonly order?: string;
    };

/** One record that a value points at. */
export interface Link {
  readonly object: string;
  readonly id: string;
}

/** Several records, or records of several objects: kept in a table of their own beside `data`, so that both ends find each other. */
export interface Links<Config, Value> {
  /** the objects that may be pointed at */
  readonly objects: (config: Config) => readonly string[];
  readonly of: (value: Value, config: Config) => readonly Link[];
  /** the value without a link to that record; null: nothing is left */
  readonly without: (value: Value, link: Link) => Value | null;
}

/** What a field's files may be: their size, and media types ("image/*") or extensions (".docx"). */
export interface FilesTaken {
  readonly maxBytes?: number | undefined;
  readonly accept?: readonly string[] | undefined;
  /** longest sides, in pixels, of the smaller copies that are wanted of images */
  readonly sizes?: readonly number[] | undefined;
}

export interface FieldType<Name extends string = string, Config = any, Value = any> {
  readonly name: Name;
  readonly label: Text;
  /** lucide icon name */
  readonly icon: string;
  readonly storage: Storage | ((config: Config) => Storage);
  /** Validates the document's `config` AND draws the property panel (JSON Schema). */
  readonly config: z.ZodType<Config>;
  /** Parses what API, import and forms send into the canonical JSON value that is stored. Must accept its own output. */
  readonly value: (config: Config) => z.ZodType<Value>;
  /** Canonical value → value of its index slot. Integer storage: a safe integer or bigint. */
  readonly toSlot: (value: Value, config: Config) => SlotValue;
  /** The type expressions see. */
  readonly type: (config: Config) => ValueType;
  /** Form components by name. */
  readonly shownBy: { readonly edit: string; readonly read: string };
  readonly toText: (value: Value, config: Config, locale: string) => string;
  /** Filled by the platform when a record is made, e.g. a number from a sequence; people cannot write it. */
  readonly generated?: "sequence";
  /** Always indexed, whether or not the field says so. */
  readonly alwaysIndexed?: boolean;
  /** the one currency of the field's amounts (money) */
  readonly currency?: (config: Config) => string | undefined;
  /** what people write behind its numbers, and may send with them in a file: % */
  readonly sign?: string;
  /** the object that a reference in an `r` slot points at */
  readonly refersTo?: (config: Config) => string;
  /** the records that a value points at where they are not one of one object */
  readonly linksTo?: Links<Config, Value>;
  /** The record is a part of what it refers to: it is deleted with it, and who may reach the whole may reach the part. */
  readonly partOf?: true;
  /** It refers to records of its own object, and nobody stands above himself. */
  readonly withoutCircles?: true;
  /** Once a record has a value, it keeps it. */
  readonly fixed?: (config: Config) => boolean;
  /** What a field's document leaves unsaid. */
  readonly unsaid?: { readonly required?: true; readonly onDelete?: "restrict" | "cascade" | "clear" };
  /** ids of the people and of the files that a value names */
  readonly people?: (value: Value) => readonly string[];
  readonly files?: (value: Value) => readonly string[];
  /** what each of its files may be; absent = as the platform allows */
  readonly takes?: (config: Config) => FilesTaken;
  /** the value with what is known of its files where they are kept, in place of what was sent of them */
  readonly withFiles?: (value: Value, file: (id: string) => FileValue) => Value;
  /** the value is worked out, never written by people */
  readonly derived?: (config: Config) => Derivation;
  /** Settings that follow from elsewhere (the type of a roll-up's field, the object a tree stands in), filled in when the object is resolved. */
  readonly settle?: (config: Config, around: FieldAround) => Config;
  /** The value is one of another field: its text, its tones and its component are that field's (look-through, roll-up). After settling. */
  readonly shownLike?: (config: Config) => SettledField | undefined;
  /** text under which a search finds the value */
  readonly searched?: (value: Value, config: Config) => string;
  /** What comes closest to a value that it does not take (rounded, cut off), where a field's type is changed; undefined: nothing does. */
  readonly nearest?: (input: Json, config: Config) => Json | undefined;
  /** How a sequence number becomes the value (generated types only). `at`: the instant of the record's making. */
  readonly fromSequence?: (next: number, config: Config, at: string) => Value;
  /** Which of the field's sequences counts at that instant, as a short text; absent or "" = the one and only. */
  readonly sequenceOf?: (config: Config, at: string) => string;
}

/** Lets config and value types be inferred. */
export const defineFieldType = <const Name extends string, Config, Value>(
  type: FieldType<Name, Config, Value>,
): FieldType<Name, Config, Value> => type;

/** The storage of a field with these settings. */
export const storageOf = (type: FieldType, settings: unknown): Storage =>
  typeof type.storage === "function" ? type.storage(settings) : type.storage;
