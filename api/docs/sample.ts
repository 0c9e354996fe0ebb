import type { JsonSchema } from "./json-schema.ts";

const uuid = "01980000-0000-7000-8000-000000000000";

const byFormat: Readonly<Record<string, string>> = {
  uuid,
  date: "2026-03-19",
  "date-time": "2026-03-19T06:30:00.000Z",
  email: "name@example.com",
  uri: "https://example.com",
  decimal: "1.50",
};

/** A value that a schema allows, to show what it looks like; undefined: there is none to be made up. References are not followed. */
export function sampleOf(schema: JsonSchema): unknown {
  const { const: constant, enum: options, examples, type, format, anyOf } = schema;
  if (constant !== undefined) return constant;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (Array.isArray(options)) return options[0];
  if (Array.isArray(anyOf)) return sampleOf(anyOf[0] as JsonSchema);
  switch (Array.isArray(type) ? (type as unknown[])[0] : type) {
    case "string":
      return textOf(schema, byFormat[String(format)]);
    case "integer":
    case "number":
      return Math.min(Math.max(1, Number(schema["minimum"] ?? 1)), Number(schema["maximum"] ?? Infinity));
    case "boolean":
      return true;
    case "array":
      return listOf(schema["items"] as JsonSchema | undefined);
    case "object":
      return sampleRecord(schema);
    default:
      return undefined;
  }
}

function textOf({ pattern, minLength }: JsonSchema, formatted: string | undefined): string | undefined {
  if (formatted !== undefined) return formatted;
  return pattern === undefined ? "Text".padEnd(Number(minLength ?? 0), ".") : undefined;
}

function listOf(items: JsonSchema | undefined): readonly unknown[] {
  const item = items === undefined ? undefined : sampleOf(items);
  return item === undefined ? [] : [item];
}

/** Its properties with a value that can be made up; at most `most` of those that need not be there. */
export function sampleRecord(schema: JsonSchema, most = 12): Record<string, unknown> {
  const required = new Set((schema["required"] as readonly string[] | undefined) ?? []);
  const made: Record<string, unknown> = {};
  let left = most;
  for (const [name, property] of Object.entries((schema["properties"] as Record<string, JsonSchema> | undefined) ?? {})) {
    const value = required.has(name) || left > 0 ? sampleOf(property) : undefined;
    if (value === undefined) continue;
    made[name] = value;
    if (!required.has(name)) left -= 1;
  }
  return made;
}
