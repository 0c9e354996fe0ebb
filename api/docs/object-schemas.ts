import type * as z from "zod";
import { inLocale } from "#metadata";
import { accessTo, type Access, type Actor, type Effective, type ResolvedField, type ResolvedObject } from "#runtime";
import { collectSchemas, ref, type JsonSchema, type Schemas } from "./json-schema.ts";

/** What an object looks like to one actor, and where its schemas are written. */
export interface Looked {
  readonly effective: Effective;
  readonly actor: Actor;
  readonly schemas: Schemas;
  readonly object: ResolvedObject;
  readonly access: Access;
  /** what its calls stand under */
  readonly tag: string;
}

/** Where a field leads: with `expand` the records themselves stand in its place. */
export interface Leads {
  readonly objects: readonly string[];
  /** one: an id · many: a list of ids · any: { object, id } · lines: records that refer to this one by `by` */
  readonly how: "one" | "many" | "any" | "lines";
  readonly by?: string;
}

/** Where a field leads: to which objects, and whether to one record, several or its lines; undefined for values. */
export function leadsOf({ fieldType, settings }: ResolvedField): Leads | undefined {
  const derived = fieldType.derived?.(settings);
  if (derived?.kind === "lines") return { objects: [derived.object], how: "lines", by: derived.by };
  if (fieldType.refersTo !== undefined) return { objects: [fieldType.refersTo(settings) as string], how: "one" };
  if (fieldType.linksTo === undefined) return undefined;
  const objects = fieldType.linksTo.objects(settings) as readonly string[];
  return { objects, how: typeof fieldType.type(settings) === "object" ? "many" : "any" };
}

/** Schemas of an object: "order.Record", "order.Create", … No object's name holds a dot. */
export const nameOf = (object: string, piece: "Record" | "Create" | "Update" | "Line" | "Operation" | "Field" | "Expand"): string =>
  `${object}.${piece}`;

/** Does the actor see anything of the field? */
const sees = ({ read, create, update }: Access, field: string): boolean => [read, create, update].some((right) => right?.sees(field));

/** The objects behind a field that the actor may read. */
const seenBehind = ({ effective, actor }: Looked, leads: Leads): readonly string[] =>
  leads.objects.filter((name) => accessTo(effective, actor, name)?.read !== undefined);

/** Writes down what a record of the object is and what may be sent for one, as far as the actor may. */
export function writeObjectSchemas(looked: Looked): void {
  const { schemas, object, access, actor } = looked;
  const label = inLocale(object.document.label, actor.locale, object.name);
  const seen = object.fields.filter(({ name }) => sees(access, name));
  schemas.all[nameOf(object.name, "Record")] = {
    type: "object",
    title: label,
    properties: { ...columns, ...Object.fromEntries(seen.map((field) => [field.name, shownAs(looked, field)])) },
    required: Object.keys(columns),
    "x-armature-object": {
      name: object.name,
      leads: Object.fromEntries(
        seen.flatMap((field) => {
          const leads = leadsOf(field);
          const behind = leads === undefined ? [] : seenBehind(looked, leads);
          return leads === undefined || behind.length === 0 ? [] : [[field.name, { objects: behind, how: leads.how }]];
        }),
      ),
    },
  };
  schemas.all[nameOf(object.name, "Field")] = {
    enum: [...object.fields.filter(({ name }) => access.read?.sees(name)).map(({ name }) => name), ...ofEvery],
    description: "Field by API name, or what every record has",
  };
  const leading = seen.filter((field) => {
    const leads = leadsOf(field);
    return leads !== undefined && seenBehind(looked, leads).length > 0;
  });
  if (leading.length > 0) schemas.all[nameOf(object.name, "Expand")] = { enum: leading.map(({ name }) => name) };
  if (access.create !== undefined) schemas.all[nameOf(object.name, "Create")] = sent(looked, "create", label);
  if (access.update !== undefined) schemas.all[nameOf(object.name, "Update")] = sent(looked, "update", label);
  if (access.create !== undefined || access.update !== undefined || access.delete !== undefined)
    schemas.all[nameOf(object.name, "Operation")] = operations(looked);
}

const ofEvery = ["id", "version", "created_at", "created_by", "updated_at", "updated_by"];
const instant = { type: "string", format: "date-time", readOnly: true };
const columns: Readonly<Record<string, JsonSchema>> = {
  id: { type: "string", format: "uuid", readOnly: true },
  version: { type: "integer", readOnly: true, description: "One more with every change; the ETag" },
  createdAt: instant,
  createdBy: { type: "string", readOnly: true },
  updatedAt: instant,
  updatedBy: { type: "string", readOnly: true },
};

/** What the field's type says of its values, and what it takes besides. */
function valueOf(
  { effective, schemas, object }: Looked,
  field: ResolvedField,
): { readonly value: JsonSchema; readonly accepts: readonly JsonSchema[] } {
  const made = effective.memo(`openapi:${object.name}.${field.name}`, () => {
    const own = collectSchemas({});
    const schema = own.of(field.fieldType.value(field.settings) as z.ZodType, `${object.name}.${field.name}`, "output");
    return { schema, pieces: own.all };
  });
  for (const [name, piece] of Object.entries(made.pieces)) schemas.all[name] ??= piece;
  const { "x-accepts": accepts = [], ...rest } = made.schema;
  return { value: rest, accepts: accepts as readonly JsonSchema[] };
}

const titled = ({ actor }: Looked, field: ResolvedField): JsonSchema & { readonly description?: string } => ({
  title: inLocale(field.label, actor.locale, field.name),
  ...(field.help === undefined ? {} : { description: inLocale(field.help, actor.locale, "") }),
});

/** Written by nobody: worked out, numbered, or a column that every record has. */
const writtenByNobody = (field: ResolvedField): boolean =>
  field.fieldType.generated !== undefined || (field.fieldType.derived !== undefined && leadsOf(field)?.how !== "lines");

function shownAs(looked: Looked, field: ResolvedField): JsonSchema {
  const leads = leadsOf(field);
  const plain: JsonSchema = valueOf(looked, field).value;
  const { description, ...title } = titled(looked, field);
  const more = { ...title, ...(description === undefined ? {} : { description }), ...(writtenByNobody(field) ? { readOnly: true } : {}) };
  const behind = leads === undefined ? [] : seenBehind(looked, leads);
  if (leads === undefined || behind.length === 0) return { ...plain, ...more };
  const records = behind.map((name) => ref(nameOf(name, "Record")));
  const record = records.length === 1 ? records[0]! : { anyOf: records };
  const said = { ...more, description: [description, "With expand: the records themselves"].filter(Boolean).join(". ") };
  switch (leads.how) {
    case "one":
      return { ...said, anyOf: [plain, record] };
    case "many":
      return { ...said, type: "array", items: { anyOf: [(plain["items"] as JsonSchema | undefined) ?? {}, record] } };
    case "any":
      return { ...plain, ...said, properties: { ...(plain["properties"] as object), record }, additionalProperties: false };
    case "lines":
      return { ...said, type: "array", items: record };
  }
}

const batchRef: JsonSchema = ref("BatchRef");

/** What may be sent for a field. `refs`: new records of the same batch may stand where an id may. */
function takenAs(looked: Looked, field: ResolvedField, refs: boolean): JsonSchema {
  const leads = leadsOf(field);
  if (leads?.how === "lines") return { ...titled(looked, field), type: "array", items: lineOf(looked, leads) };
  const { value, accepts } = valueOf(looked, field);
  const or = (schema: JsonSchema): JsonSchema => (refs ? { anyOf: [schema, batchRef] } : schema);
  if (leads?.how === "one") return { ...or(value), ...titled(looked, field) };
  if (leads?.how === "many") return { ...value, items: or(value["items"] as JsonSchema), ...titled(looked, field) };
  if (leads?.how === "any") {
    const properties = value["properties"] as Record<string, JsonSchema>;
    return { ...value, properties: { ...properties, id: or(properties["id"]!) }, ...titled(looked, field) };
  }
  return { ...(accepts.length === 0 ? value : { anyOf: [value, ...accepts] }), ...titled(looked, field) };
}

/** A line as it is sent with its whole: with an id one that is there. */
function lineOf(looked: Looked, { objects: [name = ""], by }: Leads): JsonSchema {
  const { effective, actor, schemas } = looked;
  const object = effective.objects.get(name);
  const access = accessTo(effective, actor, name);
  if (object === undefined || access === undefined) return { type: "object" };
  const title = nameOf(name, "Line");
  if (schemas.all[title] === undefined) {
    // stands there before its fields are looked at: lines may have lines
    const line: JsonSchema = (schemas.all[title] = { type: "object", additionalProperties: false });
    const of: Looked = { ...looked, object, access };
    const fields = object.fields.filter((field) => field.name !== by && mayWrite(of, field, ["create", "update"]));
    line["properties"] = {
      id: { type: "string", format: "uuid", description: "A line that is there; absent: one more" },
      _delete: { const: true, description: "Takes the line away" },
      ...Object.fromEntries(fields.map((field) => [field.name, orNull(takenAs(of, field, false))])),
    };
  }
  return ref(title);
}

const mayWrite = ({ access }: Looked, field: ResolvedField, verbs: readonly ("create" | "update")[]): boolean =>
  !writtenByNobody(field) && verbs.some((verb) => access[verb]?.writes(field.name));

const orNull = (schema: JsonSchema): JsonSchema => {
  const { title, description, ...rest } = schema;
  const said = { ...(title === undefined ? {} : { title }), ...(description === undefined ? {} : { description }) };
  if (typeof rest["type"] === "string" && rest["enum"] === undefined) return { ...rest, type: [rest["type"], "null"], ...said };
  const { anyOf, ...one } = rest;
  return Array.isArray(anyOf) && Object.keys(one).length === 0
    ? { anyOf: [...(anyOf as JsonSchema[]), { type: "null" }], ...said }
    : { anyOf: [rest, { type: "null" }], ...said };
};

/** Must be given by whoever makes a record. */
const mustGive = (field: ResolvedField): boolean =>
  (field.required ?? field.fieldType.unsaid?.required) === true && field.default === undefined;

function sent(looked: Looked, verb: "create" | "update", label: string, refs = false): JsonSchema {
  const fields = looked.object.fields.filter((field) => mayWrite(looked, field, [verb]));
  const required = verb === "create" ? fields.filter(mustGive).map(({ name }) => name) : [];
  const cleared = (field: ResolvedField, schema: JsonSchema) => (mustGive(field) && field.required === true ? schema : orNull(schema));
  return {
    type: "object",
    title: label,
    properties: Object.fromEntries(fields.map((field) => [field.name, cleared(field, takenAs(looked, field, refs))])),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

/** Changes of the object's records in a batch. */
function operations(looked: Looked): JsonSchema {
  const { object, access } = looked;
  const is = (act: string) => ({ act: { const: act }, object: { const: object.name } });
  const which = { id: { anyOf: [{ type: "string", format: "uuid" }, batchRef] } };
  const ifMatch = { type: "integer", description: "Version that the change was made on" };
  const one = (properties: JsonSchema, required: readonly string[]): JsonSchema => ({
    type: "object",
    properties,
    required,
    additionalProperties: false,
  });
  const refName = { type: "string", minLength: 1, maxLength: 64, description: "What other changes call the record" };
  return {
    anyOf: [
      ...(access.create === undefined
        ? []
        : [one({ ...is("create"), ref: refName, values: sent(looked, "create", "Values", true) }, ["act", "object", "values"])]),
      ...(access.update === undefined
        ? []
        : [one({ ...is("update"), ...which, ifMatch, values: sent(looked, "update", "Values", true) }, ["act", "object", "id", "values"])]),
      ...(access.delete === undefined
        ? []
        : [
            one({ ...is("delete"), ...which, ifMatch }, ["act", "object", "id"]),
            one({ ...is("restore"), ...which, ifMatch }, ["act", "object", "id"]),
          ]),
    ],
  };
}
