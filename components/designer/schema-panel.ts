import * as z from "zod";
import type { Json, Text } from "#metadata";
import { type JsonObject, isObject, own } from "./documents.ts";

/** How one setting is edited. Closed; what fits none of them is edited as JSON. */
export type Control =
  /** a text people read, one per language */
  | { readonly is: "label"; readonly long: boolean }
  | { readonly is: "line" }
  | { readonly is: "choice"; readonly options: readonly { readonly value: Json; readonly label: Text }[] }
  | { readonly is: "number"; readonly whole: boolean; readonly least?: number; readonly most?: number }
  | { readonly is: "switch" }
  /** the name of a field or document; `of`: the setting that names the object whose fields are meant; `object`: that object */
  | { readonly is: "pick"; readonly what: string; readonly of?: string; readonly object?: string }
  /** several names of documents */
  | { readonly is: "picks"; readonly what: string }
  /** an expression (JSON Logic) */
  /** of: the setting that names the object it is a condition over; absent: a value over the object of the panel */
  | { readonly is: "logic"; readonly of?: string }
  /** a by-id map of things in an order */
  | { readonly is: "items"; readonly of: readonly Setting[] }
  | { readonly is: "lines" }
  | { readonly is: "group"; readonly of: readonly Setting[] }
  | { readonly is: "json" };

/** One line of a property panel. */
export interface Setting {
  readonly key: string;
  readonly label: Text;
  readonly help?: Text;
  readonly required: boolean;
  readonly control: Control;
  readonly initial?: Json;
}

/** The settings of a props or config schema, in its order. */
export const settingsOf = (schema: z.ZodType): Setting[] =>
  settingsOfJsonSchema(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as unknown as JsonObject);

/** The same from JSON Schema, whoever wrote it. */
export function settingsOfJsonSchema(schema: JsonObject): Setting[] {
  const definitions = (own(schema, "$defs") ?? {}) as JsonObject;
  return settingsIn(schema, definitions, 0);
}

/** Nested schemas deeper than this are edited as JSON: a panel of panels helps nobody. */
const deepest = 3;

function settingsIn(schema: JsonObject, definitions: JsonObject, depth: number): Setting[] {
  const properties = own(schema, "properties");
  if (!isObject(properties)) return [];
  const required = own(schema, "required");
  return Object.entries(properties).flatMap(([key, part]): Setting[] => {
    if (!isObject(part)) return [];
    const help = textIn(part, "help") ?? textIn(part, "description");
    const initial = own(part, "default");
    return [
      {
        key,
        label: textIn(part, "label") ?? textIn(part, "title") ?? spoken(key),
        ...(help === undefined ? {} : { help }),
        required: Array.isArray(required) && required.includes(key) && initial === undefined,
        control: controlOf(part, definitions, depth),
        ...(initial === undefined ? {} : { initial }),
      },
    ];
  });
}

/** "showAs" and "show_as" → "Show as" */
const spoken = (key: string): string => {
  const words = key
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function textIn(part: JsonObject, key: string): Text | undefined {
  const value = own(part, key);
  if (typeof value === "string") return value;
  return isObject(value) && (typeof own(value, "en") === "string" || typeof own(value, "zh") === "string") ? (value as Text) : undefined;
}

function controlOf(given: JsonObject, definitions: JsonObject, depth: number): Control {
  const reference = own(given, "$ref");
  const name = typeof reference === "string" ? reference.slice(reference.lastIndexOf("/") + 1) : undefined;
  if (name === "Text") return { is: "label", long: own(given, "long") === true };
  const of = own(given, "of");
  if (name === "Logic") return { is: "logic", ...(typeof of === "string" ? { of } : {}) };
  const picks = own(given, "picks");
  if (typeof picks === "string") return { is: "pick", what: picks, ...(typeof of === "string" ? { of } : {}) };
  const target = name === undefined ? undefined : own(definitions, name);
  const schema: JsonObject = isObject(target) ? { ...target, ...given } : given;

  const values = own(schema, "enum");
  if (Array.isArray(values)) return choice(values as readonly Json[], own(schema, "labels"));
  const either = own(schema, "anyOf") ?? own(schema, "oneOf");
  if (Array.isArray(either)) {
    const parts = (either as readonly Json[]).filter(isObject).filter((part) => own(part, "type") !== "null");
    const constants = parts.map((part) => own(part, "const"));
    if (parts.length > 0 && constants.every((value) => value !== undefined)) {
      return {
        is: "choice",
        options: parts.map((part, at) => ({
          value: constants[at] as Json,
          label: textIn(part, "label") ?? textIn(part, "title") ?? spoken(String(constants[at])),
        })),
      };
    }
    if (parts.length === 1) return controlOf(parts[0] as JsonObject, definitions, depth);
    return { is: "json" };
  }
  const constant = own(schema, "const");
  if (constant === true) return { is: "switch" };
  switch (own(schema, "type")) {
    case "boolean":
      return { is: "switch" };
    case "integer":
    case "number": {
      const [least, most] = [own(schema, "minimum"), own(schema, "maximum")];
      return {
        is: "number",
        whole: own(schema, "type") === "integer",
        ...(typeof least === "number" && Number.isSafeInteger(least) && least > Number.MIN_SAFE_INTEGER ? { least } : {}),
        ...(typeof most === "number" && most < Number.MAX_SAFE_INTEGER ? { most } : {}),
      };
    }
    case "string":
      return { is: "line" };
    case "array": {
      const items = own(schema, "items");
      const named = isObject(items) ? own(items, "picks") : undefined;
      if (typeof named === "string") return { is: "picks", what: named };
      return isObject(items) && controlOf(items, definitions, depth).is === "line" ? { is: "lines" } : { is: "json" };
    }
    case "object": {
      if (depth >= deepest) return { is: "json" };
      const each = resolved(own(schema, "additionalProperties"), definitions);
      if (isObject(each)) {
        const inner = settingsIn(each, definitions, depth + 1);
        return inner.some(({ key }) => key === "order") ? { is: "items", of: inner.filter(({ key }) => key !== "order") } : { is: "json" };
      }
      const inner = settingsIn(schema, definitions, depth + 1);
      return inner.length > 0 ? { is: "group", of: inner } : { is: "json" };
    }
    default:
      return { is: "json" };
  }
}

function resolved(part: Json | undefined, definitions: JsonObject): Json | undefined {
  const reference = own(part, "$ref");
  return typeof reference === "string" ? own(definitions, reference.slice(reference.lastIndexOf("/") + 1)) : part;
}

function choice(values: readonly Json[], labels: Json | undefined): Control {
  return {
    is: "choice",
    options: values.map((value) => {
      const label = own(labels, String(value));
      return { value, label: typeof label === "string" || isObject(label) ? (label as Text) : spoken(String(value)) };
    }),
  };
}
