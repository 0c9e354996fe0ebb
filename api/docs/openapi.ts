import * as z from "zod";
import { inLocale, type Problem } from "#metadata";
import { accessTo, type Actor, type Effective, type ResolvedObject } from "#runtime";
import type { Contract, Permission } from "../contract.ts";

type JsonSchema = Record<string, unknown>;

const permissions: Readonly<Record<Permission, string>> = {
  public: "Anybody",
  user: "Whoever is signed in",
  member: "Members of the tenant; what they see of records is decided by their roles",
  design: "Roles that may design",
  operate: "Roles that may operate",
  administer: "Roles that may administer",
  designOrOperate: "Roles that may design or operate",
  designOrAdminister: "Roles that may design or administer",
  link: "The holder of the link",
};

export interface Described {
  readonly effective: Effective;
  readonly actor: Actor;
  readonly contracts: readonly { readonly contract: Contract; readonly address: string }[];
  readonly title: string;
}

/** The API of one tenant as one of its members sees it: every call, and its own objects with their fields. */
export function describeApi({ effective, actor, contracts, title }: Described): JsonSchema {
  const schemas: Record<string, JsonSchema> = { Problem: problemSchema };

  /** Lets named pieces stand once, under components. `own` keeps nameless pieces of one schema apart from another's. */
  function schemaOf(schema: z.ZodType, own: string, io: "input" | "output"): JsonSchema {
    const made = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" }) as JsonSchema;
    delete made["$schema"];
    const named = (id: string) => (id.startsWith("__") ? `${own}${id}` : id).replaceAll(/[^A-Za-z0-9._-]/g, "_");
    const moved = JSON.parse(JSON.stringify(made), (key, value: unknown) =>
      key === "$ref" && typeof value === "string"
        ? value.replace(/^#\/\$defs\/(.*)$/, (_, id: string) => `#/components/schemas/${named(id)}`)
        : value,
    ) as JsonSchema;
    for (const [id, each] of Object.entries((moved["$defs"] as Record<string, JsonSchema> | undefined) ?? {})) schemas[named(id)] ??= each;
    delete moved["$defs"];
    return moved;
  }

  function operation(
    contract: Contract,
    own: string,
    fixed: ReadonlySet<string> = new Set(),
    body?: JsonSchema,
    answer?: JsonSchema,
  ): JsonSchema {
    const parametersIn = (part: "path" | "query", schema: z.ZodType | undefined): JsonSchema[] => {
      if (schema === undefined) return [];
      const made = schemaOf(schema, own, "input");
      const required = new Set((made["required"] as string[] | undefined) ?? []);
      return Object.entries((made["properties"] as Record<string, JsonSchema> | undefined) ?? {})
        .filter(([name]) => !fixed.has(name))
        .map(([name, each]) => ({ name, in: part, required: part === "path" || required.has(name), schema: each }));
    };
    const answerSchema = answer ?? (contract.answer === undefined ? undefined : schemaOf(contract.answer, own, "output"));
    const bodySchema = body ?? (contract.body === undefined ? undefined : schemaOf(contract.body, own, "input"));
    return {
      tags: [contract.tag],
      summary: contract.summary,
      description: `Who: ${permissions[contract.permission]}.`,
      parameters: [
        ...parametersIn("path", contract.params),
        ...parametersIn("query", contract.query),
        ...(contract.method === "POST" && contract.repeat !== "own" && contract.permission !== "public"
          ? [{ $ref: "#/components/parameters/IdempotencyKey" }]
          : []),
        ...(contract.method === "PATCH" ? [{ $ref: "#/components/parameters/IfMatch" }] : []),
      ],
      ...(bodySchema === undefined
        ? {}
        : { requestBody: { required: contract.bodyOptional !== true, content: { "application/json": { schema: bodySchema } } } }),
      responses: {
        [String(contract.status ?? 200)]:
          answerSchema === undefined
            ? { description: "Done" }
            : { description: "Done", content: { "application/json": { schema: answerSchema } } },
        default: { description: "Refused", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
      },
      security: contract.permission === "public" || contract.permission === "link" ? [] : [{ key: [] }, { session: [] }],
    };
  }

  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { contract, address } of contracts) {
    const item = (paths[address] ??= {});
    item[contract.method.toLowerCase()] = operation(contract, `${contract.method}${address}`);
  }

  for (const object of effective.objects.values()) {
    const access = accessTo(effective, actor, object.name);
    if (access === undefined) continue;
    const label = inLocale(object.document.label, actor.locale, object.name);
    const fields = recordSchemas(
      object,
      (field) => [access.read, access.create, access.update].some((right) => right?.sees(field)),
      schemaOf,
    );
    schemas[`${object.name}_values`] = fields.values;
    schemas[`${object.name}_record`] = {
      allOf: [{ $ref: "#/components/schemas/Record" }, { $ref: `#/components/schemas/${object.name}_values` }],
      title: label,
    };
    const values = { $ref: `#/components/schemas/${object.name}_values` };
    const record = { $ref: `#/components/schemas/${object.name}_record` };
    const create = { allOf: [values], ...(fields.required.length === 0 ? {} : { required: fields.required }) };
    for (const { contract, address } of contracts) {
      if (!address.includes("/objects/{object}/records")) continue;
      const tail = address.slice(address.indexOf("{object}") + "{object}".length);
      if (tail !== "/records" && tail !== "/records/{id}") continue;
      const item = (paths[address.replace("{object}", object.name)] ??= {});
      const body = contract.method === "POST" ? create : contract.method === "PATCH" ? values : undefined;
      const listed = {
        type: "object",
        properties: { data: { type: "array", items: record }, next: { type: ["string", "null"] }, count: { type: "integer" } },
      };
      const answer = contract.method === "DELETE" ? undefined : contract.method === "GET" && tail === "/records" ? listed : record;
      item[contract.method.toLowerCase()] = {
        ...operation(contract, `${contract.method}${object.name}`, new Set(["object"]), body, answer),
        tags: [label],
      };
    }
  }

  return {
    openapi: "3.1.0",
    info: { title, version: String(effective.revision), description: "Version: the revision of the tenant's metadata." },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas,
      parameters: {
        IdempotencyKey: {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          schema: { type: "string", maxLength: 255 },
          description: "Same key and body: the first answer again, for 24 h",
        },
        IfMatch: { name: "If-Match", in: "header", required: false, schema: { type: "string" }, description: "The ETag that was read" },
      },
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key" },
        session: { type: "apiKey", in: "cookie", name: "armature.session" },
      },
    },
  };
}

function recordSchemas(
  object: ResolvedObject,
  sees: (field: string) => boolean,
  schemaOf: (schema: z.ZodType, own: string, io: "input" | "output") => JsonSchema,
): { values: JsonSchema; required: string[] } {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const field of object.fields) {
    if (!sees(field.name)) continue;
    const value = schemaOf(field.fieldType.value(field.settings) as z.ZodType, `${object.name}.${field.name}`, "output");
    properties[field.name] = {
      ...value,
      title: inLocale(field.label, "en", field.name),
      ...(field.fieldType.generated === undefined ? {} : { readOnly: true }),
    };
    if (field.required === true && field.default === undefined && field.fieldType.generated === undefined) required.push(field.name);
  }
  return { values: { type: "object", properties }, required };
}

const problemFields = {
  code: { type: "string" },
  path: { type: "string", description: "JSON Pointer into what was sent" },
  message: { type: "string" },
  help: { type: "string" },
  details: { type: "object" },
} satisfies Record<keyof Problem, JsonSchema>;

const problemSchema: JsonSchema = {
  type: "object",
  description: "RFC 9457",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string" },
    detail: { type: "string" },
    help: { type: "string" },
    problems: { type: "array", items: { type: "object", properties: problemFields } },
    requestId: { type: "string" },
  },
  required: ["type", "status", "code", "detail", "requestId"],
};
