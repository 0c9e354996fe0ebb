import type * as z from "zod";
import type { Text } from "./text.ts";
import type { ValueType } from "./value-type.ts";

/**
 * How the database holds a field. Closed: SQL knows these and nothing else about a field.
 * integer (money and decimals, scaled; whole numbers) → i slots · float → f · date and instant → t · text → s · boolean → b · reference → r.
 * json has no slot. computed is never written by people.
 */
export type Storage = "text" | "integer" | "float" | "boolean" | "date" | "instant" | "reference" | "json";
export type SlotValue = string | number | bigint | boolean | null;

export interface FieldType<Name extends string = string, Config = any, Value = any> {
  readonly name: Name;
  readonly label: Text;
  /** lucide icon name */
  readonly icon: string;
  readonly storage: Storage;
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
  readonly currency?: (config: Config) => string;
  /** config key that names the object a reference points at */
  readonly refersTo?: (config: Config) => string;
  /** How a sequence number becomes the value (generated types only). */
  readonly fromSequence?: (next: number, config: Config) => Value;
}

/** Lets config and value types be inferred. */
export const defineFieldType = <const Name extends string, Config, Value>(
  type: FieldType<Name, Config, Value>,
): FieldType<Name, Config, Value> => type;
