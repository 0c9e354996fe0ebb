import { afterAll, beforeAll, expect, it } from "vitest";
import { businessB, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

const key = implementerB;
const methods = async (by: string, facts: unknown = {}): Promise<string[]> =>
  (await api.ask("POST /tables/payment_methods/decide", { key: by, body: { facts } })).body.outputs.map(
    ({ method }: { method: string }) => method,
  );
const openDraft = async (): Promise<string> => (await api.ask("POST /drafts", { key, body: {} })).body.id;
const tableIn = (draft: string) => `/drafts/${draft}/documents/table/payment_methods`;

it("an implementer adds a payment method by one row and one publish; the other tenant keeps its own", async () => {
  expect([await methods(implementerA), await methods(implementerB)]).toEqual([
    ["alipay", "wechat_pay", "unionpay"],
    ["alipay", "jd_pay"],
  ]);
  const draft = await openDraft();
  const { body: table } = await api.ask(`GET ${tableIn(draft)}`, { key });
  const edited = { ...table, rows: { ...table.rows, meituan: { order: "a2", out: { method: "meituan_pay" } } } };
  const put = await api.ask(`PUT ${tableIn(draft)}`, { key, body: edited });
  expect([put.status, put.body.rows.meituan]).toEqual([200, { order: "a2", out: { method: "meituan_pay" } }]);

  const diff = await api.ask(`GET /drafts/${draft}/diff`, { key });
  expect([diff.status, diff.body.problems]).toEqual([200, []]);
  expect(JSON.stringify(diff.body.documents)).toContain("meituan");

  const simulated = await api.ask("POST /tables/payment_methods/simulate", { key, body: { draft, facts: [{}, { channel: "app" }] } });
  expect(simulated.body).toMatchObject({ considered: 2, changed: 2, outputs: [{ output: { method: "meituan_pay" }, gained: 2, lost: 0 }] });
  const stored = await api.ask("POST /tables/payment_methods/simulate", { key, body: { draft } });
  expect(stored.body).toMatchObject({ considered: 1, changed: 1, unreadable: 0 });
  expect(stored.body.outputs[0].samples.gained[0]).toMatchObject({ facts: {}, decisionId: expect.any(String) });
  expect(await methods(implementerB)).toEqual(["alipay", "jd_pay"]);

  const published = await api.ask(`POST /drafts/${draft}/publish`, { key, body: { message: "Meituan Pay" } });
  expect([published.status, published.headers.get("x-metadata-revision")]).toEqual([200, String(published.body.revision)]);
  expect(await methods(implementerB)).toEqual(["alipay", "jd_pay", "meituan_pay"]);
  expect(await methods(implementerA)).toEqual(["alipay", "wechat_pay", "unionpay"]);

  const revisions = await api.ask("GET /revisions", { key });
  expect(revisions.body.data[0]).toMatchObject({ n: published.body.revision, message: "Meituan Pay" });
  const origins = await api.ask("GET /metadata/table/payment_methods?origin=1", { key });
  expect(origins.body.document).toEqual((await api.ask("GET /metadata/table/payment_methods", { key })).body);
  expect(new Set(Object.values(origins.body.origins))).toEqual(new Set(["tenant", "package:restaurant@1.0.0"]));

  const restored = await api.ask(`POST /revisions/${published.body.revision - 1}/restore`, { key });
  expect(restored.body.revision).toBe(published.body.revision + 1);
  expect(await methods(implementerB)).toEqual(["alipay", "jd_pay"]);
});

it("a document that was read is taken back as it is", async () => {
  const draft = await openDraft();
  const { body } = await api.ask("GET /metadata", { key });
  for (const { kind, name } of body.documents) {
    const document = await api.ask(`GET /metadata/${kind}/${name}`, { key });
    const put = await api.ask(`PUT /drafts/${draft}/documents/${kind}/${name}`, { key, body: document.body });
    expect([`${kind}/${name}`, put.status, put.body]).toEqual([`${kind}/${name}`, 200, document.body]);
  }
  expect((await api.ask(`GET /drafts/${draft}/diff`, { key })).body.documents).toEqual([]);
  expect((await api.ask(`POST /drafts/${draft}/discard`, { key, body: {} })).status).toBe(204);
  const late = await api.ask(`PUT ${tableIn(draft)}`, { key, body: {} });
  expect([late.status, late.body.code]).toEqual([409, "draft_closed"]);
});

it("a document with mistakes is refused with all of them and a hint", async () => {
  const draft = await openDraft();
  const { body: order } = await api.ask(`GET /drafts/${draft}/documents/object/order`, { key });
  const wrong = {
    ...order,
    lable: "x",
    fields: { ...order.fields, extra: { name: "Extra!", label: "x", order: "z", type: "no_such_type" } },
  };
  const put = await api.ask(`PUT /drafts/${draft}/documents/object/order`, { key, body: wrong });
  expect(put.status).toBe(422);
  expect(put.body.problems.length).toBeGreaterThanOrEqual(3);
  expect(JSON.stringify(put.body.problems)).toContain("label");
  expect((await api.ask(`GET /drafts/${draft}/documents/object/order`, { key })).body).toEqual(order);
});

it("a draft that takes away a field in use is refused and names who uses it", async () => {
  const draft = await openDraft();
  const { body: order } = await api.ask(`GET /drafts/${draft}/documents/object/order`, { key });
  const { payment_method: _, ...fields } = order.fields;
  expect((await api.ask(`PUT /drafts/${draft}/documents/object/order`, { key, body: { ...order, fields } })).status).toBe(200);
  const published = await api.ask(`POST /drafts/${draft}/publish`, { key, body: {} });
  expect(published.status).toBe(422);
  expect(JSON.stringify(published.body.problems)).toContain("payment_method");
  const { body: after } = await api.ask("GET /metadata/object/order", { key });
  expect(Object.keys(after.fields)).toContain("payment_method");
});

it("a table whose rows would contradict each other is refused before anybody meets it", async () => {
  const { body: draft } = await api.ask("POST /drafts", { key, body: {} });
  const { body: table } = await api.ask(`GET ${tableIn(draft.id)}`, { key });
  expect((await api.ask(`PUT ${tableIn(draft.id)}`, { key, body: { ...table, hit: "U" } })).status).toBe(200);
  const refused = await api.ask(`POST /drafts/${draft.id}/publish`, { key, body: {} });
  expect([refused.status, refused.body.problems[0].code]).toEqual([422, "many_rows_hit"]);
  const first = { ...table, hit: "U", onMultiple: "first" };
  expect((await api.ask(`PUT ${tableIn(draft.id)}`, { key, body: first })).status).toBe(200);
  expect((await api.ask(`POST /drafts/${draft.id}/publish`, { key, body: { message: "takes the first" } })).status).toBe(200);
  const { body: next } = await api.ask("POST /drafts", { key, body: {} });
  expect((await api.ask(`PUT ${tableIn(next.id)}`, { key, body: table })).status).toBe(200);
  expect((await api.ask(`POST /drafts/${next.id}/publish`, { key, body: {} })).status).toBe(200);
});

it("two who change the same property: the second is told", async () => {
  const [one, two] = [await openDraft(), await openDraft()];
  for (const [draft, note] of [
    [one, "first"],
    [two, "second"],
  ] as const) {
    const { body: table } = await api.ask(`GET ${tableIn(draft)}`, { key });
    const rows = { ...table.rows, b_alipay: { ...table.rows.b_alipay, note } };
    expect((await api.ask(`PUT ${tableIn(draft)}`, { key, body: { ...table, rows } })).status).toBe(200);
  }
  expect((await api.ask(`POST /drafts/${one}/publish`, { key, body: {} })).status).toBe(200);
  const conflict = await api.ask(`POST /drafts/${two}/publish`, { key, body: {} });
  expect([conflict.status, conflict.body.code]).toEqual([409, "draft_conflict"]);
});

it("business users read what their app is made of, and no rules", async () => {
  const list = await api.ask("GET /metadata", { key: businessB });
  expect(new Set(list.body.documents.map(({ kind }: { kind: string }) => kind))).toEqual(
    new Set(["object", "form", "page", "view", "app"]),
  );
  for (const hidden of ["table/payment_methods", "flow/order", "function/price_by_method", "role/business"]) {
    expect((await api.ask(`GET /metadata/${hidden}`, { key: businessB })).status).toBe(404);
    expect((await api.ask(`GET /metadata/${hidden}`, { key })).status).toBe(200);
  }
});

it("business users read of an object what they may see of its records", async () => {
  const { body: whole } = await api.ask("GET /metadata/object/order?origin=1", { key });
  const { body: role } = await api.ask("GET /metadata/role/business", { key });
  const hidden = { ...role, objects: { ...role.objects, order: { ...role.objects.order, hidden: { note: true } }, merchant: {} } };
  const draft = await openDraft();
  expect((await api.ask(`PUT /drafts/${draft}/documents/role/business`, { key, body: hidden })).status).toBe(200);
  expect((await api.ask(`POST /drafts/${draft}/publish`, { key, body: {} })).status).toBe(200);
  const { status, body: seen } = await api.ask("GET /metadata/object/order?origin=1", { key: businessB });
  expect([status, seen.name, seen.validations, seen.states]).toEqual([200, "order", undefined, undefined]);
  const names = (fields: object): string[] => Object.values(fields).map(({ name }: { name: string }) => name);
  expect(names(whole.document.fields)).toContain("note");
  expect(names(seen.fields)).toEqual(names(whole.document.fields).filter((name) => name !== "note"));
  expect(JSON.stringify(seen)).not.toMatch(/"(note|offeredBy|visible|readOnly)"/);
  expect((await api.ask("GET /metadata/object/merchant", { key: businessB })).status).toBe(404);
  const listed = (await api.ask("GET /metadata", { key: businessB })).body.documents.filter(
    ({ kind }: { kind: string }) => kind === "object",
  );
  expect(names(listed)).toContain("order");
  expect(names(listed)).not.toContain("merchant");
});

it("each kind has its JSON Schema", async () => {
  for (const kind of ["object", "form", "page", "view", "app", "table", "flow", "function", "role"]) {
    const { status, body } = await api.ask(`GET /schema/${kind}`, { key });
    expect([kind, status, typeof body.properties]).toEqual([kind, 200, "object"]);
  }
  expect((await api.ask("GET /schema/nothing", { key })).status).toBe(404);
});

it("expressions are evaluated in both modes; what cannot be is 422", async () => {
  const evaluate = (body: unknown) => api.ask("POST /expressions/evaluate", { key, body });
  expect((await evaluate({ logic: { "+": [{ var: "a" }, 1] }, data: { a: 2 } })).body).toEqual({ result: 3 });
  expect((await evaluate({ logic: { "+": ["1", 1] }, mode: "compat" })).body).toEqual({ result: 2 });
  for (const logic of [{ var: "constructor" }, { no_such: [1] }, { "+": [1, 2], "-": [1] }, { "/": [1, 0] }]) {
    const answer = await evaluate({ logic });
    expect([JSON.stringify(logic), answer.status]).toEqual([JSON.stringify(logic), 422]);
  }
});

it("a batch of facts is decided together, or refused by place", async () => {
  const decided = await api.ask("POST /tables/payment_methods/decide-batch", { key, body: { facts: [{}, { channel: "app" }] } });
  expect(decided.body.results).toHaveLength(2);
  const wrong = await api.ask("POST /tables/payment_methods/decide-batch", { key, body: { facts: [{}, { chanel: "app" }] } });
  expect([wrong.status, wrong.body.problems[0].path.startsWith("/facts/1")]).toEqual([422, true]);
  const many = await api.ask("POST /tables/payment_methods/decide-batch", {
    key,
    body: { facts: Array.from({ length: 10_001 }, () => ({})) },
  });
  expect(many.status).toBe(422);
});
