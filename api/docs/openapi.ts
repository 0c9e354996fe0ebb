import { codes, inLocale, type Problem } from "#metadata";
import { accessTo, type Actor, type Effective } from "#runtime";
import { collectSchemas, ref, type JsonSchema } from "./json-schema.ts";
import { writeObjectPaths, type Described, type Paths } from "./object-paths.ts";
import { nameOf, writeObjectSchemas, type Looked } from "./object-schemas.ts";
import { describeOperation, operationIdOf } from "./operation.ts";
import { writeTables } from "./table-paths.ts";

export interface Api {
  readonly effective: Effective;
  readonly actor: Actor;
  readonly contracts: readonly Described[];
  readonly title: string;
}

/** The API of one tenant as one of its members sees it: every call, and its own objects and tables with what they hold. */
export function describeApi({ effective, actor, contracts, title }: Api): JsonSchema {
  const schemas = collectSchemas({ Problem: problemSchema, Logic: logicSchema, BatchRef: batchRefSchema });
  const tags = new Set(contracts.map(({ contract }) => contract.tag));
  const looks = [...effective.objects.values()].flatMap((object): Looked[] => {
    const access = accessTo(effective, actor, object.name);
    if (access === undefined) return [];
    const label = inLocale(object.document.label, actor.locale, object.name);
    // two things that are called the same stay two
    const tag = tags.has(label) ? `${label} (${object.name})` : label;
    tags.add(tag);
    return [{ effective, actor, schemas, object, access, tag }];
  });
  const own: Paths = {};
  for (const looked of looks) writeObjectSchemas(looked);
  for (const looked of looks) writeObjectPaths(looked, contracts, own);
  writeTables({ effective, actor, schemas }, contracts, own);

  const general: Paths = {};
  for (const { contract, address } of contracts) {
    const operations = looks.map(({ object }) => nameOf(object.name, "Operation")).filter((name) => schemas.all[name] !== undefined);
    const isBatch = contract.path === "/batch" && operations.length > 0;
    (general[address] ??= {})[contract.method.toLowerCase()] = describeOperation(schemas, contract, {
      id: operationIdOf(contract),
      tag: contract.tag,
      ...(isBatch ? batchOf(operations, looks) : {}),
    });
  }
  return {
    openapi: "3.1.0",
    info: { title, version: String(effective.revision), description },
    servers: [{ url: "/" }],
    tags: looks.map(({ object, tag }) => ({
      name: tag,
      description: inLocale(object.document.description, actor.locale, `Records of ${object.name}`),
    })),
    paths: { ...own, ...general },
    components: {
      schemas: schemas.all,
      parameters,
      responses,
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key" },
        session: { type: "apiKey", in: "cookie", name: "armature.session" },
      },
    },
  };
}

const description = `The objects of this tenant as you may see them, and the calls of the platform. The version is the revision of the tenant's metadata.

A typed client for TypeScript is made of this description: \`npm run -s cli -- client --url <this host> --out armature.ts\`.`;

/** Changes of the tenant's own objects, in place of changes of any. */
function batchOf(operations: readonly string[], looks: readonly Looked[]): { readonly body: JsonSchema; readonly answer: JsonSchema } {
  const outcomes = looks.map(({ object }) => ({
    type: "object",
    properties: { act: { type: "string" }, object: { const: object.name }, record: ref(nameOf(object.name, "Record")) },
    required: ["act", "object", "record"],
    additionalProperties: false,
  }));
  return {
    body: {
      type: "object",
      properties: { operations: { type: "array", minItems: 1, maxItems: 1_000, items: { anyOf: operations.map(ref) } } },
      required: ["operations"],
      additionalProperties: false,
    },
    answer: {
      type: "object",
      properties: {
        results: {
          type: "array",
          items: { anyOf: outcomes },
          description: "In the order of the operations; of a deletion, the record as it went",
        },
      },
      required: ["results"],
      additionalProperties: false,
    },
  };
}

const logicSchema: JsonSchema = {
  description:
    'JSON Logic over the record: {"==": [{"var": "status"}, "open"]}. ' +
    "`==` `!=` `<` `<=` `>` `>=` (three operands: between), `in` (one of a list, or text within text), `and` `or` `!`, " +
    '`date.during` ({"date.during": [{"var": "placed_at"}, "this_month"]}); {"var": "customer.region"} follows up to three references, ' +
    '{"var": "$user.id"} is who asks. Absent values compare as false. As it stands in an address: JSON, URL-encoded.',
  anyOf: [
    { type: "object", minProperties: 1, maxProperties: 1, additionalProperties: ref("Logic") },
    { type: "array", items: ref("Logic") },
    { type: "object", properties: { currency: { type: "string" }, minor: { type: "integer" } }, required: ["currency", "minor"] },
    { type: ["string", "number", "boolean", "null"] },
  ],
  examples: [{ and: [{ "==": [{ var: "status" }, "open"] }, { ">": [{ var: "amount" }, "100.00"] }] }],
};

const batchRefSchema: JsonSchema = {
  type: "object",
  description: "The id of a record that the same batch makes: the `ref` of its operation",
  // under properties a reader of references would take it for one
  patternProperties: { "^[$]ref$": { type: "string", minLength: 1, maxLength: 64 } },
  required: ["$ref"],
  additionalProperties: false,
};

const parameters: Readonly<Record<string, JsonSchema>> = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    schema: { type: "string", minLength: 1, maxLength: 255 },
    description: "Same key and body: the first answer again, for 24 h; another body: 409",
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: false,
    schema: { type: "string", examples: ['"3"'] },
    description:
      "The ETag that was read, which is the version in quotes: somebody else's change since then is answered with 412 instead of overwritten",
  },
};

const problemFields = {
  code: { enum: Object.keys(codes) },
  path: { type: "string", description: "JSON Pointer into what was sent" },
  message: { type: "string" },
  help: { type: "string" },
  details: { type: "object" },
} satisfies Record<keyof Problem, JsonSchema>;

const problemSchema: JsonSchema = {
  type: "object",
  description: "RFC 9457: what is wrong, everything at once",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: problemFields.code,
    detail: { type: "string" },
    help: { type: "string" },
    details: { type: "object" },
    problems: { type: "array", items: { type: "object", properties: problemFields, required: ["code", "path", "message"] } },
    requestId: { type: "string" },
  },
  required: ["type", "status", "code", "detail", "requestId"],
  examples: [
    {
      type: "/api/docs#problem-required",
      title: "Required",
      status: 422,
      code: "required",
      detail: '"Name" is missing.',
      help: codes.required.help,
      problems: [{ code: "required", path: "/name", message: '"Name" is missing.', help: codes.required.help }],
      requestId: "k3Jd0a-7",
    },
  ],
};

const refusal = (about: string): JsonSchema => ({
  description: about,
  content: { "application/problem+json": { schema: ref("Problem") } },
});
const responses: Readonly<Record<string, JsonSchema>> = {
  Refused: refusal("Refused: 400 not readable, 401 nobody, 403 not allowed, 409 against what stands, 413 too large, 429 and 503 later"),
  NotFound: refusal("Not there, or not to be seen"),
  VersionConflict: refusal("Somebody changed it since: both versions are in details"),
  Invalid: refusal("Nothing was written; one problem for each value that is wrong, at its path"),
};
