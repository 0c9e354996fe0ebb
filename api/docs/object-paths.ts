import type { Access } from "#runtime";
import type { Contract } from "../contract.ts";
import { ref, type JsonSchema } from "./json-schema.ts";
import { nameOf, type Looked } from "./object-schemas.ts";
import { describeOperation, type Particulars } from "./operation.ts";
import { sampleRecord } from "./sample.ts";

export interface Described {
  readonly contract: Contract;
  readonly address: string;
}
export type Paths = Record<string, Record<string, JsonSchema>>;

const placeholder = "/objects/{object}";

/** Calls that stand once for each object, by method and what follows the object: their name, and the right without which they are not there. */
const perObject: Readonly<
  Record<string, readonly [name: string, right: keyof Access & ("read" | "create" | "update" | "delete" | "export" | "share")]>
> = {
  "GET /records": ["list", "read"],
  "POST /records": ["create", "create"],
  "GET /records/{id}": ["get", "read"],
  "PATCH /records/{id}": ["update", "update"],
  "DELETE /records/{id}": ["delete", "delete"],
  "POST /records/{id}/restore": ["restore", "delete"],
  "GET /records/{id}/history": ["history", "read"],
  "GET /records/{id}/transitions": ["transitions", "read"],
  "GET /records/{id}/waiting": ["waiting", "read"],
  "GET /records/{id}/access": ["access", "read"],
  "GET /records/{id}/shares": ["shares", "share"],
  "POST /records/{id}/shares": ["share", "share"],
  "DELETE /records/{id}/shares/{holder}": ["unshare", "share"],
  "POST /records/{id}/link": ["link", "read"],
  "POST /aggregate": ["aggregate", "read"],
  "POST /exports": ["export", "export"],
  "POST /imports": ["import", "create"],
  "POST /bulk": ["bulk", "update"],
};

/** Writes down the calls of one object, as far as the actor may make them. */
export function writeObjectPaths(looked: Looked, contracts: readonly Described[], paths: Paths): void {
  const { object, access, effective, schemas } = looked;
  const linked = [...effective.documents.page.values()].some((page) => page.byLink === true && page.object === object.name);
  const absent = new Set([...(object.document.states === undefined ? ["transitions"] : []), ...(linked ? [] : ["link"])]);
  for (const { contract, address } of contracts) {
    const at = address.indexOf(placeholder);
    const known = at < 0 ? undefined : perObject[`${contract.method} ${address.slice(at + placeholder.length)}`];
    if (known === undefined || access[known[1]] === undefined || absent.has(known[0])) continue;
    const item = (paths[address.replace("{object}", object.name)] ??= {});
    item[contract.method.toLowerCase()] = describeOperation(schemas, contract, particularsOf(looked, contract, known[0]));
  }
}

function particularsOf(looked: Looked, contract: Contract, name: string): Particulars {
  const { object, schemas, tag } = looked;
  const all: Particulars = { id: `${object.name}.${name}`, tag, fixed: new Set(["object"]) };
  const record = ref(nameOf(object.name, "Record"));
  const example = (piece: "Record" | "Create" | "Update") => sampleRecord(schemas.all[nameOf(object.name, piece)] ?? {});
  switch (name) {
    case "list":
      return {
        ...all,
        parameters: listParameters(looked),
        answer: listed(looked, contract),
        answerExample: { data: [example("Record")], next: null },
      };
    case "create": {
      const create = ref(nameOf(object.name, "Create"));
      const many = (items: JsonSchema, more: JsonSchema = {}): JsonSchema => ({
        type: "object",
        properties: { records: { type: "array", items, ...more } },
        required: ["records"],
        additionalProperties: false,
      });
      return {
        ...all,
        body: { anyOf: [create, many(create, { minItems: 1, maxItems: 1_000 })] },
        bodyExamples: {
          one: { summary: "One record", value: example("Create") },
          many: { summary: "Up to 1,000, all or nothing", value: { records: [example("Create")] } },
        },
        answer: { anyOf: [record, many(record)] },
        answerExample: example("Record"),
      };
    }
    case "get":
      return { ...all, parameters: fieldParameters(looked), answer: record, answerExample: example("Record") };
    case "update":
      return {
        ...all,
        body: ref(nameOf(object.name, "Update")),
        bodyExamples: {
          some: { summary: "Fields that are not named stay", value: sampleRecord(schemas.all[nameOf(object.name, "Update")] ?? {}, 2) },
        },
        answer: record,
        answerExample: example("Record"),
      };
    case "restore":
      return { ...all, answer: record, answerExample: example("Record") };
    default:
      return all;
  }
}

/** A page as the contract says it, of the object's own records. */
function listed({ schemas, object }: Looked, { answer }: Contract): JsonSchema {
  const page = answer === undefined ? {} : schemas.of(answer, `${object.name}.list`, "output");
  const data = { type: "array", items: ref(nameOf(object.name, "Record")) };
  return { ...page, properties: { ...(page["properties"] as object), data } };
}

const byComma = (items: JsonSchema): JsonSchema => ({ style: "form", explode: false, schema: { type: "array", items } });
/** "customer.region": a field of a record that is referred to. */
const dotted: JsonSchema = { type: "string", pattern: "^[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*){1,3}$" };
const descending: JsonSchema = { type: "string", pattern: "^-[a-z][a-z0-9_]*([.][a-z][a-z0-9_]*){0,3}$" };

function fieldParameters({ object, schemas }: Looked): Readonly<Record<string, JsonSchema>> {
  const expand = nameOf(object.name, "Expand");
  return {
    fields: byComma(ref(nameOf(object.name, "Field"))),
    expand: byComma(schemas.all[expand] === undefined ? { enum: [] } : { anyOf: [ref(expand), dotted] }),
  };
}

function listParameters(looked: Looked): Readonly<Record<string, JsonSchema>> {
  const { object, access, schemas } = looked;
  const record = schemas.all[nameOf(object.name, "Record")]!;
  const field = object.fields.find(({ name, storage }) => storage !== "json" && access.read?.sees(name) === true);
  const properties = record["properties"] as Readonly<Record<string, JsonSchema>>;
  const sample = field === undefined ? undefined : sampleRecord({ properties: { x: properties[field.name]! } })["x"];
  return {
    ...fieldParameters(looked),
    filter: {
      content: {
        "application/json": {
          schema: ref("Logic"),
          example: sample === undefined ? { "!=": [{ var: "id" }, null] } : { "==": [{ var: field!.name }, sample] },
        },
      },
    },
    sort: byComma({ anyOf: [ref(nameOf(object.name, "Field")), dotted, descending] }),
    limit: { schema: { type: "integer", minimum: 1, maximum: 500, default: 50 } },
    count: { schema: { enum: ["exact", "estimate", "none"], default: "none" } },
    explain: { schema: { const: "plan" } },
  };
}
