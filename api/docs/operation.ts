import type * as z from "zod";
import type { Contract, Permission } from "../contract.ts";
import type { JsonSchema, Schemas } from "./json-schema.ts";

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

/** What is known of a call beyond its contract: it is one object's. */
export interface Particulars {
  readonly id: string;
  readonly tag: string;
  readonly summary?: string;
  /** parts of the address that are said already */
  readonly fixed?: ReadonlySet<string>;
  /** query parameters that say more than the contract's of the same name */
  readonly parameters?: Readonly<Record<string, JsonSchema>>;
  readonly body?: JsonSchema;
  readonly bodyExamples?: Readonly<Record<string, JsonSchema>>;
  readonly answer?: JsonSchema;
  readonly answerExample?: unknown;
}

const parameter = (name: string): JsonSchema => ({ $ref: `#/components/parameters/${name}` });
const response = (name: string): JsonSchema => ({ $ref: `#/components/responses/${name}` });
/** Whose calls are no tenant's: nothing is kept for their repetition. */
const withoutTenant: ReadonlySet<Permission> = new Set(["public", "link", "user"]);
const guarded = new Set(["PATCH", "DELETE"]);
const writing = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** "POST /objects/{object}/aggregate" → "post_objects_object_aggregate" */
export const operationIdOf = ({ method, path }: Contract): string =>
  `${method.toLowerCase()}${path}`.replaceAll(/[^A-Za-z0-9]+/g, "_").replace(/_$/, "");

/** A call as OpenAPI describes it. */
export function describeOperation(schemas: Schemas, contract: Contract, more: Particulars): JsonSchema {
  const { id, tag, fixed = new Set(), parameters: particular = {} } = more;
  const open = contract.permission === "public" || contract.permission === "link";
  const repeatable = writing.has(contract.method) && contract.repeat !== "own" && !withoutTenant.has(contract.permission);
  const parametersIn = (part: "path" | "query", schema: z.ZodType | undefined): JsonSchema[] => {
    if (schema === undefined) return [];
    const made = schemas.of(schema, id, "input");
    const required = new Set((made["required"] as string[] | undefined) ?? []);
    return Object.entries((made["properties"] as Record<string, JsonSchema> | undefined) ?? {})
      .filter(([name]) => !fixed.has(name))
      .map(([name, { description, example, ...each }]) => ({
        name,
        in: part,
        required: part === "path" || required.has(name),
        ...(description === undefined ? {} : { description }),
        ...(example === undefined ? {} : { example }),
        ...(particular[name] ?? { schema: each }),
      }));
  };
  const answer = more.answer ?? (contract.answer === undefined ? undefined : schemas.of(contract.answer, id, "output"));
  const body = more.body ?? (contract.body === undefined ? undefined : schemas.of(contract.body, id, "input"));
  const status = String(contract.status ?? 200);
  const done = answer === undefined ? { description: "Done" } : { description: "Done", content: json(answer, more.answerExample) };
  return {
    operationId: id,
    tags: [tag],
    summary: more.summary ?? contract.summary,
    description: `Who: ${permissions[contract.permission]}.`,
    parameters: [
      ...parametersIn("path", contract.params),
      ...parametersIn("query", contract.query),
      ...(repeatable ? [parameter("IdempotencyKey")] : []),
      ...(guarded.has(contract.method) && contract.path.includes("/records/") ? [parameter("IfMatch")] : []),
    ],
    ...(contract.upload === true ? { requestBody: oneFile } : {}),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: contract.bodyOptional !== true,
            content: {
              "application/json": { schema: body, ...(more.bodyExamples === undefined ? {} : { examples: more.bodyExamples }) },
            },
          },
        }),
    responses: {
      [status]: status === "204" ? { description: "Done" } : done,
      ...(contract.params === undefined ? {} : { "404": response("NotFound") }),
      ...(guarded.has(contract.method) && contract.path.includes("/records/") ? { "412": response("VersionConflict") } : {}),
      ...(body === undefined ? {} : { "422": response("Invalid") }),
      default: response("Refused"),
    },
    security: open ? [] : [{ key: [] }, { session: [] }],
  };
}

const oneFile: JsonSchema = {
  required: true,
  content: {
    "multipart/form-data": { schema: { type: "object", properties: { file: { type: "string", format: "binary" } }, required: ["file"] } },
  },
};

const json = (schema: JsonSchema, example: unknown): JsonSchema => ({
  "application/json": { schema, ...(example === undefined ? {} : { example }) },
});
