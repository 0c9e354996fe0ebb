import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fields } from "#metadata/vocabulary";
import { businessA, implementerA, testApi, type TestApi } from "../testing.ts";
import { withEveryType } from "./every-type.testing.ts";

const key = implementerA;
let api: TestApi;
let values: Record<string, unknown>;
let place: string;
let description: any;
let id: string;

beforeAll(async () => {
  api = await testApi({ works: true });
  ({ values, place } = await withEveryType(api, key));
  description = (await api.ask("GET /openapi.json", { key })).body;
  const made = await api.ask("POST /objects/everything/records", { key, body: values });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  id = made.body.id;
});
afterAll(() => api.close());

/** The description's schemas, strict: what a record holds beside what is described is an error. */
function checker(): (name: string | object) => ValidateFunction {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat("decimal", /^-?\d+(\.\d+)?$/);
  const { components } = structuredClone(description);
  for (const [name, schema] of Object.entries<any>(components.schemas)) if (name.endsWith(".Record")) schema.additionalProperties = false;
  ajv.addSchema({ $id: "tenant", components });
  const moved = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"tenant#/')) as object;
  return (name) => (typeof name === "string" ? ajv.getSchema(`tenant#/components/schemas/${name}`)! : ajv.compile(moved(name)));
}
const wrong = (check: ValidateFunction, value: unknown): unknown => (check(value) ? [] : check.errors);
const operation = (call: string): any => {
  const [method = "", path = ""] = call.split(" ");
  return description.paths[path]?.[method.toLowerCase()];
};
const answerOf = (call: string, status = "200"): object => operation(call).responses[status].content["application/json"].schema;
const bodyOf = (call: string): object => operation(call).requestBody.content["application/json"].schema;

describe("a tenant with every field type", () => {
  it("is described by a valid OpenAPI 3.1 document", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(description));
    expect([valid, errors ?? []]).toEqual([true, []]);
    expect(description.openapi).toBe("3.1.0");
    const properties = Object.keys(description.components.schemas["everything.Record"].properties);
    expect(properties).toEqual(expect.arrayContaining(fields.all.map(({ name }) => `f_${name}`)));
  });

  it("names each call once and leaves nothing open", () => {
    const ids = Object.values<any>(description.paths).flatMap((item) => Object.values<any>(item).map(({ operationId }) => operationId));
    expect(ids.filter((each, index) => ids.indexOf(each) !== index)).toEqual([]);
    expect(ids).toEqual(
      expect.arrayContaining(
        ["list", "create", "get", "update", "delete", "restore", "history", "aggregate"].map((each) => `everything.${each}`),
      ),
    );
    const tags = description.tags.map(({ name }: any) => name);
    expect(tags.filter((each: string, index: number) => tags.indexOf(each) !== index)).toEqual([]);
    expect(operation("GET /api/v1/objects/line/records").tags).toEqual(["Records (line)"]);
    const check = checker();
    for (const name of Object.keys(description.components.schemas)) expect(() => check(name)).not.toThrow();
  });

  it("its answers are as described: one, listed, expanded, created, changed", async () => {
    const check = checker();
    const one = "/api/v1/objects/everything/records/{id}";
    const all = "/api/v1/objects/everything/records";
    const get = await api.ask(`GET /objects/everything/records/${id}`, { key });
    expect(wrong(check(answerOf(`GET ${one}`)), get.body)).toEqual([]);
    const written = fields.all.map(({ name }) => `f_${name}`).filter((name) => !["f_line_items", "f_tree"].includes(name));
    expect(Object.keys(get.body)).toEqual(expect.arrayContaining(written));
    const list = await api.ask(`GET /objects/everything/records?count=exact`, { key });
    expect(list.body.data.length).toBe(1);
    expect(wrong(check(answerOf(`GET ${all}`)), list.body)).toEqual([]);
    const leads = "f_reference,f_multi_reference,f_polymorphic_reference,f_master_detail,f_line_items";
    const expanded = await api.ask(`GET /objects/everything/records/${id}?expand=${leads}`, { key });
    expect([expanded.body.f_reference.name, expanded.body.f_line_items.length]).toEqual(["Harbour", 2]);
    expect(wrong(check(answerOf(`GET ${one}`)), expanded.body)).toEqual([]);
    const made = await api.ask("POST /objects/everything/records", { key, body: { records: [{ f_text: "x", f_master_detail: place }] } });
    expect([made.status, wrong(check(answerOf(`POST ${all}`, "201")), made.body)]).toEqual([201, []]);
    const changed = await api.ask(`PATCH /objects/everything/records/${id}`, { key, body: { f_rating: null } });
    expect([changed.status, wrong(check(answerOf(`PATCH ${one}`)), changed.body)]).toEqual([200, []]);
    expect(wrong(check("everything.Record"), { ...get.body, f_money: "19.99" })).not.toEqual([]);
    expect(wrong(check("everything.Record"), { ...get.body, unheard_of: 1 })).not.toEqual([]);
  });

  it("what may be sent is as described, and what nobody writes is not in it", async () => {
    const check = checker();
    expect(wrong(check("everything.Create"), values)).toEqual([]);
    expect(wrong(check("everything.Create"), { ...values, f_money: "19.99", f_decimal: 1.5 })).toEqual([]);
    expect(wrong(check("everything.Create"), { f_rating: 3 })).not.toEqual([]);
    const derived = fields.all.filter(
      ({ name, derived: worked, generated }) => (worked !== undefined && name !== "line_items") || generated,
    );
    expect(derived.length).toBeGreaterThan(6);
    for (const { name } of derived) {
      const { body } = await api.ask(`PATCH /objects/everything/records/${id}`, { key, body: { [`f_${name}`]: "1" } });
      expect([name, body.problems[0].code]).toEqual([name, "read_only"]);
      expect(description.components.schemas["everything.Create"].properties).not.toHaveProperty(`f_${name}`);
      expect(description.components.schemas["everything.Record"].properties[`f_${name}`].readOnly).toBe(true);
    }
  });

  it("examples are what they are examples of", () => {
    const check = checker();
    const seen: string[] = [];
    for (const [path, item] of Object.entries<any>(description.paths)) {
      for (const [method, { requestBody, responses }] of Object.entries<any>(item)) {
        const contents = [requestBody, ...Object.values<any>(responses)].flatMap((each) =>
          each?.content ? [each.content["application/json"]] : [],
        );
        for (const content of contents.filter(Boolean)) {
          const examples = [content.example, ...Object.values<any>(content.examples ?? {}).map(({ value }) => value)].filter(Boolean);
          for (const example of examples) {
            seen.push(path);
            expect([path, method, wrong(check(content.schema), example)]).toEqual([path, method, []]);
          }
        }
      }
    }
    expect(seen.length).toBeGreaterThan(20);
  });

  it("a batch of its records is as described, references among them", async () => {
    const check = checker();
    const body = {
      operations: [
        { act: "create", object: "place", ref: "p", values: { name: "Quay" } },
        {
          act: "create",
          object: "everything",
          ref: "e",
          values: { f_text: "x", f_master_detail: { $ref: "p" }, f_multi_reference: [{ $ref: "p" }, place] },
        },
        {
          act: "update",
          object: "everything",
          id: { $ref: "e" },
          values: { f_polymorphic_reference: { object: "place", id: { $ref: "p" } } },
        },
        { act: "delete", object: "place", id: place },
      ],
    };
    expect(wrong(check(bodyOf("POST /api/v1/batch")), body)).toEqual([]);
    const answer = await api.ask("POST /batch", { key, body: { operations: body.operations.slice(0, 3) } });
    expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
    expect(wrong(check(answerOf("POST /api/v1/batch")), answer.body)).toEqual([]);
    expect(answer.body.results[2].record.f_polymorphic_reference.id).toBe(answer.body.results[0].record.id);
    expect(
      wrong(check(bodyOf("POST /api/v1/batch")), { operations: [{ act: "create", object: "place", values: { nme: "x" } }] }),
    ).not.toEqual([]);
  });

  it("problems and decisions are as described", async () => {
    const check = checker();
    const refused = await api.ask("POST /objects/everything/records", { key, body: { f_rating: 9, f_number: "many" } });
    expect([refused.status, refused.body.problems.length, wrong(check("Problem"), refused.body)]).toEqual([422, 4, []]);
    const facts = { channel: "app", amount: "20.00", time: "12:30" };
    expect(wrong(check("payment_methods.Facts"), facts)).toEqual([]);
    const decided = await api.ask("POST /tables/payment_methods/decide", { key, body: { facts, explain: true } });
    expect([decided.status, wrong(check(answerOf("POST /api/v1/tables/payment_methods/decide")), decided.body)]).toEqual([200, []]);
    expect(description.components.schemas["payment_methods.Facts"].properties.channel.enum).toContain("app");
  });
});

describe("what an actor may not", () => {
  it("is not there: objects, fields, calls", async () => {
    const draft = (await api.ask("POST /drafts", { key, body: {} })).body.id;
    const before = (await api.ask("GET /metadata/role/business", { key })).body;
    const role = {
      ...before,
      objects: {
        everything: { read: true, hidden: { f_money: true } },
        place: { read: true, create: true, update: true, writable: { name: true } },
      },
    };
    const put = await api.ask(`PUT /drafts/${draft}/documents/role/business`, { key, body: role });
    expect([put.status, put.text]).toEqual([200, expect.any(String)]);
    expect((await api.ask(`POST /drafts/${draft}/publish`, { key, body: {} })).status).toBe(200);
    const { body } = await api.ask("GET /openapi.json", { key: businessA });
    const { schemas } = body.components;
    expect(
      Object.keys(schemas)
        .filter((name) => /^(everything|place|line|product)\./.test(name))
        .sort(),
    ).toEqual([
      "everything.Expand",
      "everything.Field",
      "everything.Record",
      "place.Create",
      "place.Field",
      "place.Operation",
      "place.Record",
      "place.Update",
    ]);
    expect(schemas["everything.Record"].properties).not.toHaveProperty("f_money");
    expect(JSON.stringify(body)).not.toMatch(/f_money|line\.Record|objects\/product/);
    expect(Object.keys(body.paths["/api/v1/objects/everything/records"])).toEqual(["get"]);
    expect(Object.keys(body.paths["/api/v1/objects/everything/records/{id}"])).toEqual(["get"]);
    expect((await new Validator().validate(body)).valid).toBe(true);
  });
});
