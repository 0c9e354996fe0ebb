import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { businessA, implementerA, implementerB, testApi, type TestApi } from "../testing.ts";

/* Indexes as those who design meet them: what was slow, what would help, done with a word, measured before and after. */

let api: TestApi;
let tenantId: string;
beforeAll(async () => {
  api = await testApi({ works: true });
  tenantId = (await api.ask("GET /me", { key: implementerA })).body.tenant.id;
  // enough products that looking through them takes its time
  await api.t.db.batch(tenantId, [
    {
      text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by)
        select $1::uuid, 'product', ('019b0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
          jsonb_build_object('name', 'Dish ' || n, 'price', jsonb_build_object('minor', n, 'currency', 'CNY'), 'available', n % 20 = 0, 'description', repeat('long ', 200) || n),
          'test', 'test' from generate_series(1, 20000) as n`,
      params: [tenantId],
    },
  ]);
});
afterAll(() => api.close());

const available = `filter=${encodeURIComponent(JSON.stringify({ "===": [{ var: "available" }, true] }))}`;
const list = (query: string, key = implementerA) => api.ask(`GET /objects/product/records?${query}`, { key });
const slots = async () => (await api.ask("GET /objects/product/slots", { key: implementerA })).body;
const ready = (field: string) =>
  expect
    .poll(async () => (await slots()).data.find((each: { field: string }) => each.field === field)?.state, {
      timeout: 40_000,
      interval: 100,
    })
    .toBe("ready");

describe("a list that looks through everything", () => {
  test("becomes advice; the index is tried, applied, filled in behind and measured", async () => {
    for (let n = 0; n < 3; n++) expect((await list(`${available}&limit=500`)).body).toMatchObject({ slow: ["available"] });
    await expect.poll(async () => (await list(available)).body.looked, { timeout: 20_000 }).toBeGreaterThan(20_000);
    // how many records there are is told to those who design alone
    const plain = (await list(available, businessA)).body;
    expect(plain.slow).toEqual(["available"]);
    expect(plain.looked).toBeUndefined();

    // as if a person had waited for each of these
    await api.platform.slowBook.flush();
    await api.t.db.batch(tenantId, [{ text: "update slow_query set ms = times * 340 where tenant_id = $1", params: [tenantId] }]);
    const advice = await api.ask("GET /advice?object=product", { key: implementerA });
    expect(advice.status, advice.text).toBe(200);
    const [first] = advice.body.data;
    expect(first).toMatchObject({ object: "product", field: "available", filtered: ["available"], state: "advised", before: { ms: 340 } });
    expect(first.before.times).toBeGreaterThanOrEqual(4);
    expect(first.before.records).toBeGreaterThan(20_000);

    const before = (await api.ask("POST /advice/product/available/try", { key: implementerA })).body;
    expect(before).toMatchObject({ field: "available", by: "filter", without: { records: first.before.records } });
    expect(before.without.ms).toBeGreaterThan(0);
    expect(before.with).toBeUndefined();
    // one in twenty has it, as far as the latest tell; one that has it is asked for
    expect(before.estimate.records).toBeGreaterThan(500);
    expect(before.estimate.records).toBeLessThan(20_100);

    const applied = await api.ask("POST /advice/product/available", { key: implementerA });
    expect(applied.status, applied.text).toBe(200);
    expect(applied.body).toMatchObject({ object: "product", field: "available", state: "filling", revision: expect.any(Number) });
    const { progress } = await slots();
    expect(progress).toMatchObject([{ kind: "fill_slots", job: expect.any(String) }]);
    // asked for again, it is the same job
    expect((await api.ask("POST /objects/product/slots/fill", { key: implementerA })).body.id).toBe(progress[0].job);
    await ready("available");
    const job = (await api.ask(`GET /jobs/${progress[0].job}`, { key: implementerA })).body;
    expect(job).toMatchObject({ kind: "fill_slots", state: "succeeded", subject: "product" });
    expect(job.done).toBe(job.total);

    expect((await list(`${available}&count=exact&limit=1`)).body).toMatchObject({ count: expect.any(Number) });
    expect((await list(available)).body.slow).toBeUndefined();
    expect((await api.ask("GET /advice?object=product", { key: implementerA })).body.data[0]).toMatchObject({
      field: "available",
      state: "done",
    });
    const after = (await api.ask("POST /advice/product/available/try", { key: implementerA })).body;
    expect(after.without.records).toBe(first.before.records);
    expect(after.with.ms).toBeGreaterThan(0);
    expect(after.with.records).toBeLessThan(after.without.records);
    expect(after.estimate).toBeUndefined();
    // what is done stays done
    expect((await api.ask("POST /advice/product/available", { key: implementerA })).body).toEqual({
      object: "product",
      field: "available",
      state: "done",
    });
  });

  test("may be told to a draft instead, and is published with the rest", async () => {
    const draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id;
    const told = await api.ask("POST /advice/order/note", { key: implementerA, body: { draft } });
    if (told.status === 404) throw new Error(told.text);
    expect(told.body).toEqual({ object: "order", field: "note", state: "advised" });
    expect((await api.ask(`GET /drafts/${draft}/diff`, { key: implementerA })).body.documents).toMatchObject([
      { kind: "object", name: "order", changes: [{ path: "/fields/note/indexed", change: "added", after: true }] },
    ]);
  });

  test("is not advised where it is quick", async () => {
    await api.ask(`GET /objects/payment_method/records?sort=description`, { key: implementerA });
    await api.platform.slowBook.flush();
    expect((await api.ask("GET /advice?object=payment_method", { key: implementerA })).body.data).toEqual([]);
  });
});

test("indexes are for those who design, of their own tenant, and of what there is", async () => {
  for (const call of [
    "GET /objects/product/slots",
    "GET /advice",
    "POST /advice/product/available",
    "POST /advice/product/available/try",
  ]) {
    expect((await api.ask(call, { key: businessA })).status, call).toBe(403);
    expect((await api.ask(call)).status, call).toBe(401);
  }
  expect((await api.ask("POST /objects/product/slots/fill", { key: businessA })).status).toBe(403);
  expect((await api.ask("POST /objects/product/reindex", { key: businessA })).status).toBe(403);
  for (const call of [
    "GET /objects/nothing/slots",
    "GET /advice?object=nothing",
    "POST /advice/product/nothing",
    "POST /advice/nothing/x/try",
  ])
    expect((await api.ask(call, { key: implementerA })).status, call).toBe(404);
  // a long text cannot be sorted out of its value, and has no column
  expect((await api.ask("GET /advice", { key: implementerB })).body.data).toEqual([]);
});

test("an index of a kind whose columns are all taken is refused, with who has them", async () => {
  const draft = (await api.ask("POST /drafts", { key: implementerB, body: {} })).body.id;
  const document = (await api.ask("GET /metadata/object/product", { key: implementerB })).body;
  const more = Object.fromEntries(
    Array.from({ length: 5 }, (_, n) => [
      `flag${n}`,
      { name: `flag${n}`, label: `Flag ${n}`, type: "boolean", order: `z${n}`, ...(n < 4 ? { indexed: true } : {}) },
    ]),
  );
  const put = await api.ask(`PUT /drafts/${draft}/documents/object/product`, {
    key: implementerB,
    body: { ...document, fields: { ...document.fields, ...more } },
  });
  expect(put.status, put.text).toBe(200);
  expect((await api.ask(`POST /drafts/${draft}/publish`, { key: implementerB, body: {} })).status).toBe(200);
  const refused = await api.ask("POST /advice/product/flag4", { key: implementerB });
  expect(refused.status, refused.text).toBe(409);
  expect(refused.body.problems[0]).toMatchObject({ code: "no_free_slot", details: { fields: ["flag0", "flag1", "flag2", "flag3"] } });
  expect((await api.ask("GET /objects/product/slots", { key: implementerB })).body.room).toContainEqual({
    kind: "boolean",
    free: 0,
    of: 4,
  });
});

test("what records are found by is worked out anew when somebody asks", async () => {
  const started = await api.ask("POST /objects/payment_method/reindex", { key: implementerA });
  expect(started.status, started.text).toBe(202);
  await expect
    .poll(async () => (await api.ask(`GET /jobs/${started.body.id}`, { key: implementerA })).body.state, { timeout: 40_000 })
    .toBe("succeeded");
});
