export type JsonSchema = Readonly<Record<string, any>>;

/** What stands for another schema: its name, as the reference tells it. */
export type NameType = (name: string) => string;

const plain: Readonly<Record<string, string>> = { string: "string", integer: "number", number: "number", boolean: "boolean", null: "null" };

/** Text of a comment: a label may hold what would end it. */
export const comment = (text: string): string =>
  text
    .replaceAll("*/", "* /")
    .replaceAll(/[\s\u2028\u2029]+/g, " ")
    .trim()
    .slice(0, 200);

/** A schema as a type of TypeScript. What it cannot say is `JsonValue`. */
export function typeOf(schema: JsonSchema, named: NameType): string {
  if (typeof schema["$ref"] === "string") return named(schema["$ref"].replace("#/components/schemas/", ""));
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  if (Array.isArray(schema["enum"])) return union(schema["enum"].map((each: unknown) => JSON.stringify(each)));
  if (Array.isArray(schema["anyOf"])) return union(schema["anyOf"].map((each: JsonSchema) => typeOf(each, named)));
  if (Array.isArray(schema["type"])) return union(schema["type"].map((type: string) => typeOf({ ...schema, type }, named)));
  if (schema["type"] === "array") return `readonly ${grouped(typeOf(schema["items"] ?? {}, named))}[]`;
  if (schema["type"] === "object") return objectType(schema, named);
  return plain[schema["type"]] ?? "JsonValue";
}

const union = (types: readonly string[]): string => (types.length === 0 ? "never" : [...new Set(types)].join(" | "));
const grouped = (type: string): string =>
  /^[A-Za-z]+$/.test(type) || (type.startsWith("{") && !type.includes(" | ")) ? type : `(${type})`;

function objectType(schema: JsonSchema, named: NameType): string {
  const properties = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>);
  if (properties.length === 0) return "{ readonly [key: string]: JsonValue }";
  const required = new Set<string>(schema["required"] ?? []);
  return `{ ${properties.map(([name, each]) => member(name, typeOf(each, named), required.has(name))).join("; ")} }`;
}

export const member = (name: string, type: string, required: boolean): string =>
  `readonly ${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}${required ? "" : "?"}: ${type}`;

/** An interface with a line for each member, and what it is called above it. */
export function interfaceOf(name: string, schema: JsonSchema, named: (schema: JsonSchema, member: string) => string): string {
  const required = new Set<string>(schema["required"] ?? []);
  const lines = Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>).map(([key, each]) => {
    const said = comment([each["title"], each["description"]].filter((text) => typeof text === "string").join(": "));
    return `${said === "" ? "" : `  /** ${said} */\n`}  ${member(key, named(each, key), required.has(key))};\n`;
  });
  const title = typeof schema["title"] === "string" ? `/** ${comment(schema["title"])} */\n` : "";
  return `${title}export interface ${name} {\n${lines.join("")}}\n`;
}
