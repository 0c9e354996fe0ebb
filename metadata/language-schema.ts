import * as z from "zod";
import { kinds, type Kind } from "./documents/index.ts";
import type { Vocabulary } from "./language.ts";

type Schema = Record<string, unknown>;

/** Where a kind's schema meets the vocabulary: definition (or "" for the document itself) → property that names an entry, property that it governs. */
const openPlaces = (vocabulary: Vocabulary, kind: Kind) => ({
  Field: { name: "type", settings: "config", entries: vocabulary.fields.all.map((each) => ({ name: each.name, schema: each.config })) },
  Node: {
    name: "component",
    settings: "props",
    entries: vocabulary.components.all
      .filter((each) => (kind !== "form" && kind !== "page") || each.on.includes(kind))
      .map((each) => ({ name: each.name, schema: each.props })),
  },
  Step: { name: "type", settings: "config", entries: vocabulary.steps.all.map((each) => ({ name: each.name, schema: each.config })) },
});

/** JSON Schema (draft 2020-12) of a kind: the names of the vocabulary as an enumeration, and for each name its own settings. */
export function schemaOf(kind: Kind, vocabulary: Vocabulary): Schema {
  const { $schema, $defs, ...root } = toJsonSchema(kinds[kind].schema);
  const definitions = ($defs ?? {}) as Record<string, Schema>;
  // a kind has a name, so its own shape is a definition as well: here it is the whole
  const schema: Schema = { $schema, $id: `urn:armature:${kind}`, ...root, ...definitions[kind] };
  delete schema["$ref"];
  delete schema["id"];
  delete definitions[kind];
  for (const [definition, place] of Object.entries(openPlaces(vocabulary, kind))) {
    const target = definitions[definition];
    if (target !== undefined) openUp(target, place, definitions);
  }
  if (kind === "function") {
    const input = ((schema["properties"] as Record<string, Schema>)["input"] ?? {})["additionalProperties"] as Schema | undefined;
    if (input !== undefined) openUp(input, openPlaces(vocabulary, kind).Field, definitions);
  }
  if (Object.keys(definitions).length > 0) schema["$defs"] = definitions;
  return schema;
}

function openUp(
  target: Schema,
  place: {
    readonly name: string;
    readonly settings: string;
    readonly entries: readonly { readonly name: string; readonly schema: z.ZodType }[];
  },
  definitions: Record<string, Schema>,
): void {
  const properties = target["properties"] as Record<string, Schema>;
  properties[place.name] = { ...properties[place.name], enum: place.entries.map((each) => each.name) };
  target["allOf"] = place.entries.map(({ name, schema }) => {
    const own = toJsonSchema(schema);
    // shared definitions stand once, at the top
    for (const [id, definition] of Object.entries((own["$defs"] ?? {}) as Record<string, Schema>)) definitions[id] ??= definition;
    delete own["$defs"];
    delete own["$schema"];
    const key = `${place.settings}_${name}`;
    definitions[key] = own;
    return {
      if: { properties: { [place.name]: { const: name } } },
      then: { properties: { [place.settings]: { $ref: `#/$defs/${key}` } } },
    };
  });
}

const toJsonSchema = (schema: z.ZodType): Schema =>
  z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" }) as Schema;
