import { readFileSync } from "node:fs";
import { createNames } from "./names.ts";
import { comment, interfaceOf, typeOf, type JsonSchema } from "./type-of.ts";

/** An OpenAPI description as the API gives it. */
export interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

interface Lead {
  readonly objects: readonly string[];
  readonly how: "one" | "many" | "any" | "lines";
}

/** What every client is made of, one behind the other: no dependencies; a browser or Node 20 runs it. */
const parts = [
  new URL("core/shapes.ts", import.meta.url),
  new URL("core/asked.ts", import.meta.url),
  new URL("core/problem.ts", import.meta.url),
  new URL("core/sender.ts", import.meta.url),
  new URL("core/conditions.ts", import.meta.url),
  new URL("core/records.ts", import.meta.url),
  new URL("core/batch.ts", import.meta.url),
  new URL("core/client.ts", import.meta.url),
];
/** What the parts need of each other and nobody else does: in one file they have it. */
const amongParts = /^import [^;]*;\n|^export (?:type )?\{[^}]*\};\n/gm;
const core = `${parts.map((part) => readFileSync(part, "utf8").replace(amongParts, "").trim()).join("\n\n")}\n`;
const standIn = /\/\/ begin of what the tenant's own[^]*?\/\/ end of what the tenant's own[^\n]*\n/;
const safeName = /^[a-z][a-z0-9_]{0,62}$/;

/**
 * A typed client of one tenant's API, as one file of TypeScript that needs nothing else.
 * @throws when the description is none of ours
 */
export function generateClient(description: Description): string {
  const { schemas } = description.components;
  const piecesOf = (piece: string) =>
    Object.keys(schemas).flatMap((key) => (key.endsWith(`.${piece}`) ? [key.slice(0, -piece.length - 1)] : []));
  const objects = piecesOf("Record");
  const tables = piecesOf("Facts");
  const codes = schemas["Problem"]?.["properties"]?.code?.enum as readonly string[] | undefined;
  if (codes === undefined || ![...objects, ...tables].every((name) => safeName.test(name)))
    throw new Error("This is no description of an Armature tenant.");

  const name = createNames(core);
  const typeNames = new Map<string, string>();
  for (const object of objects) {
    const record = name(object);
    typeNames.set(`${object}.Record`, record);
    for (const piece of ["Create", "Update", "Line", "BatchCreate", "BatchUpdate", "Leads"])
      typeNames.set(`${object}.${piece}`, name(object, piece));
  }
  for (const table of tables) for (const piece of ["Facts", "Decision"]) typeNames.set(`${table}.${piece}`, name(table, piece));
  // lines of objects that are not read themselves
  for (const key of Object.keys(schemas))
    if (key.endsWith(".Line") && !typeNames.has(key)) typeNames.set(key, name(key.slice(0, -5), "Line"));
  const named = (key: string): string => typeNames.get(key) ?? "JsonValue";

  const own: string[] = [];
  for (const object of objects) own.push(...objectTypes(object, schemas, named));
  for (const key of Object.keys(schemas))
    if (key.endsWith(".Line")) own.push(interfaceOf(named(key), schemas[key]!, (each) => typeOf(each, named)));
  for (const table of tables)
    for (const piece of ["Facts", "Decision"])
      own.push(interfaceOf(named(`${table}.${piece}`), schemas[`${table}.${piece}`]!, (each) => typeOf(each, named)));
  own.push(shapeOf(objects, tables, schemas, named));

  const problemCode = `/** What is wrong, by a name that stays. */\nexport type ProblemCode = ${codes.map((each) => JSON.stringify(each)).join(" | ")};\n`;
  const head = `// ${comment(description.info.title)}, revision ${comment(description.info.version)}. Made by \`npm run -s cli -- client\`: make it again after a publish, do not change it.\n/* eslint-disable */\n\n`;
  return `${head}${core.replace(standIn, () => problemCode)}\n${own.join("\n")}`;
}

function objectTypes(object: string, schemas: Readonly<Record<string, JsonSchema>>, named: (key: string) => string): string[] {
  const record = schemas[`${object}.Record`]!;
  const leads = (record["x-armature-object"]?.leads ?? {}) as Readonly<Record<string, Lead>>;
  const recordsOf = ({ objects }: Lead): string => objects.map((each) => named(`${each}.Record`)).join(" | ");
  const objectsOf = ({ objects }: Lead): string => objects.map((each) => JSON.stringify(each)).join(" | ");

  // as they are without expand: what leads elsewhere is an id, lines are not there
  const { properties, ...rest } = record;
  const shown = Object.fromEntries(
    Object.entries(properties as Readonly<Record<string, JsonSchema>>).filter(([key]) => leads[key]?.how !== "lines"),
  );
  const unexpanded: Readonly<Record<Lead["how"], (lead: Lead) => string>> = {
    one: () => "string",
    many: () => "readonly string[]",
    any: (lead) => `{ readonly object: ${objectsOf(lead)}; readonly id: string }`,
    lines: () => "never",
  };
  const expanded: Readonly<Record<Lead["how"], (lead: Lead) => string>> = {
    one: (lead) => `${recordsOf(lead)} | string`,
    many: (lead) => `readonly (${recordsOf(lead)} | string)[]`,
    any: (lead) => `{ readonly object: ${objectsOf(lead)}; readonly id: string; readonly record?: ${recordsOf(lead)} }`,
    lines: (lead) => `readonly ${recordsOf(lead)}[]`,
  };
  const parts = [
    interfaceOf(named(`${object}.Record`), { ...rest, properties: shown }, (each, key) => {
      const lead = leads[key];
      return lead === undefined ? typeOf(each, named) : unexpanded[lead.how](lead);
    }),
    interfaceOf(named(`${object}.Leads`), { properties: leads, required: Object.keys(leads) }, (lead) =>
      expanded[(lead as Lead).how](lead as Lead),
    ),
  ];
  for (const piece of ["Create", "Update"]) {
    const schema = schemas[`${object}.${piece}`];
    if (schema === undefined) continue;
    const batch = operationValues(schemas[`${object}.Operation`], piece.toLowerCase());
    parts.push(interfaceOf(named(`${object}.${piece}`), schema, (each) => typeOf(each, named)));
    if (batch === undefined) continue;
    parts.push(
      interfaceOf(named(`${object}.Batch${piece}`), { ...batch, title: `${schema["title"]}, in a batch` }, (each, key) => {
        const lead = leads[key];
        return typeOf(each, (other) => (other === "BatchRef" ? `New<${lead === undefined ? "string" : objectsOf(lead)}>` : named(other)));
      }),
    );
  }
  return parts;
}

const operationValues = (operation: JsonSchema | undefined, act: string): JsonSchema | undefined =>
  (operation?.["anyOf"] as readonly JsonSchema[] | undefined)?.find(({ properties }) => properties.act.const === act)?.["properties"]
    .values;

function shapeOf(
  objects: readonly string[],
  tables: readonly string[],
  schemas: Readonly<Record<string, JsonSchema>>,
  named: (key: string) => string,
): string {
  const part = (object: string, piece: string, of = piece): string =>
    schemas[`${object}.${of}`] === undefined ? "never" : named(`${object}.${piece}`);
  const shapes = objects.map(
    (object) =>
      `    readonly ${object}: { readonly record: ${named(`${object}.Record`)}; readonly create: ${part(object, "Create")}; readonly update: ${part(object, "Update")}; readonly batchCreate: ${part(object, "BatchCreate", "Create")}; readonly batchUpdate: ${part(object, "BatchUpdate", "Update")}; readonly leads: ${named(`${object}.Leads`)} };\n`,
  );
  const decided = tables.map(
    (table) => `    readonly ${table}: { readonly facts: ${named(`${table}.Facts`)}; readonly decision: ${named(`${table}.Decision`)} };\n`,
  );
  return `/** What there is, by its API names. */
export interface Tenant extends Shape {
  readonly objects: {\n${shapes.join("")}  };
  readonly tables: {\n${decided.join("")}  };
}

/** The tenant's API: \`createClient({ url, key }).objects.${objects[0] ?? "order"}.list()\`. */
export const createClient = (options: ClientOptions): Client<Tenant> => new Client<Tenant>(options, ${JSON.stringify(objects)});
`;
}
