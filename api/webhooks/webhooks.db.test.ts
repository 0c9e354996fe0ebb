import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { businessA, implementerA, implementerB, testApi, type Answer, type TestApi } from "../testing.ts";
import { receiver } from "./webhooks.testing.ts";

let api: TestApi;
let to: Awaited<ReturnType<typeof receiver>>;
let tenantA: string;
const made: string[] = [];
const secrets: string[] = [];

beforeAll(async () => {
  api = await testApi({ works: true, outgoingAllow: ["127.0.0.1/32", "::1/128"] });
  tenantA = (await api.t.owner`select id from auth.tenant where slug = 'merchant-a'`)[0]!["id"] as string;
});
afterAll(() => api.close());
beforeEach(async () => {
  to = await receiver();
});
afterEach(async () => {
  for (const id of made.splice(0)) await api.ask(`DELETE /webhooks/${id}`, { key: implementerA });
  to.close();
});

async function hook(changes: Record<string, unknown> = {}): Promise<any> {
  const answer = await api.ask("POST /webhooks", {
    key: implementerA,
    body: {
      url: `${to.url}/hook`,
      topics: ["record.created", "record.updated", "record.deleted", "record.restored"],
      roles: ["implementer"],
      ...changes,
    },
  });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  made.push(answer.body.id);
  secrets.push(answer.body.secret);
  return answer.body;
}
const product = async (name = "Tea"): Promise<any> => {
  const answer = await api.ask("POST /objects/product/records", { key: implementerA, body: { name, price: "1.00" } });
  expect([answer.status, answer.text]).toEqual([201, expect.any(String)]);
  return answer.body;
};
const deliveries = async (id: string): Promise<any[]> => (await api.ask(`GET /webhooks/${id}/deliveries`, { key: implementerA })).body.data;
async function settled(id: string, wanted: (all: any[]) => boolean): Promise<any[]> {
  for (let tries = 0; ; tries++) {
    const all = await deliveries(id);
    if (wanted(all)) return all;
    if (tries > 400) throw new Error(`deliveries did not come to it: ${JSON.stringify(all)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const attempted = (count: number) => (all: any[]) => all.length > 0 && all.every(({ attempts }) => attempts >= count);
/** Seconds until the next attempt, as the database has it. */
const dueIn = async (delivery: string): Promise<number> =>
  Number(
    (await api.t.owner`select extract(epoch from due_at - now()) as s from work where tenant_id = ${tenantA} and id = ${delivery}`)[0]?.[
      "s"
    ],
  );
const tryNow = async (delivery: string): Promise<void> => {
  await api.t.owner`update work set due_at = now(), vft = 0 where tenant_id = ${tenantA} and id = ${delivery}`;
  api.platform.wake();
};

describe("an event", () => {
  it("arrives signed, once for each act, and the log says so", async () => {
    const { id, secret } = await hook();
    const { id: record } = await product();
    await api.ask(`PATCH /objects/product/records/${record}`, { key: implementerA, body: { name: "Green tea" } });
    await api.ask(`DELETE /objects/product/records/${record}`, { key: implementerA });
    await api.ask(`POST /objects/product/records/${record}/restore`, { key: implementerA });
    await to.until(4);
    const all = await settled(id, (each) => each.length === 4 && each.every(({ state }) => state === "delivered"));
    expect(to.got.map(({ body }) => body.type).sort()).toEqual(["record.created", "record.deleted", "record.restored", "record.updated"]);
    for (const { headers, text } of to.got) {
      expect(new Webhook(secret).verify(text, headers as Record<string, string>)).toMatchObject({
        data: { object: "product", id: record },
      });
      expect(() => new Webhook(secret).verify(text.replace(record, randomUUID()), headers as Record<string, string>)).toThrow();
    }
    const updated = to.got.find(({ body }) => body.type === "record.updated")!;
    expect(updated.body).toMatchObject({ timestamp: expect.any(String), data: { version: 2, changes: { name: ["Tea", "Green tea"] } } });
    expect(new Set(to.got.map(({ headers }) => headers["webhook-id"])).size).toBe(4);
    expect(all[0]).toMatchObject({
      topic: "record.restored",
      attempts: 1,
      last: { status: 204 },
      object: "product",
      recordId: record,
      dueAt: null,
    });
    const { body: one } = await api.ask(`GET /webhooks/${id}/deliveries/${all[0].id}`, { key: implementerA });
    expect(one).toMatchObject({ body: { type: "record.restored" }, log: [{ status: 204 }] });
  });

  it("goes to those who want its topic and its object, and asking for it works beside", async () => {
    const { id } = await hook({ topics: ["record.deleted"] });
    const { id: other } = await hook({ objects: ["order"] });
    const { id: wanting } = await hook({ objects: ["product"] });
    const { id: record } = await product("Asked for");
    await settled(wanting, attempted(1));
    expect([await deliveries(id), await deliveries(other)]).toEqual([[], []]);
    const { body } = await api.ask("GET /topics/record.created/messages?limit=500", { key: implementerA });
    const message = body.data.find((each: any) => each.body.id === record);
    expect(message.id).toBe(to.got[0]!.headers["webhook-id"]);
    expect((await api.ask(`POST /topics/record.created/messages/${message.id}/acknowledge`, { key: implementerA, body: {} })).status).toBe(
      200,
    );
  });

  it("of a change that came to nothing is not sent, and of one in a batch once", async () => {
    const { id } = await hook();
    expect((await api.ask("POST /objects/product/records", { key: implementerA, body: { name: 7 } })).status).toBe(422);
    await api.ask("POST /objects/product/records", {
      key: implementerA,
      body: { records: Array.from({ length: 30 }, (_, n) => ({ name: `P${n}`, price: "1.00" })) },
    });
    const all = await settled(id, (each) => each.length >= 30 && each.every(({ state }) => state === "delivered"));
    expect([all.length, new Set(all.map(({ eventId }) => eventId)).size, to.got.length]).toEqual([30, 30, 30]);
  });

  it("that nobody told of is found all the same", async () => {
    const { id } = await hook();
    await api.t.owner`insert into outbox (tenant_id, id, topic, body) values (${tenantA}, ${randomUUID()}, 'record.created',
      ${api.t.owner.json({ object: "product", id: (await product()).id, version: 1, at: "2026-01-01T00:00:00Z", by: "x", changes: {} })})`;
    await settled(id, (each) => each.length === 2);
  });
});

describe("rights", () => {
  it("fields and records that its roles may not read are not sent", async () => {
    const draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id;
    const role = {
      kind: "role",
      id: "narrow",
      name: "narrow",
      label: "Narrow",
      objects: { product: { read: true, rows: { "==": [{ var: "name" }, "Seen"] }, hidden: { price: true } } },
    };
    const put = await api.ask(`PUT /drafts/${draft}/documents/role/narrow`, { key: implementerA, body: role });
    expect([put.status, put.text]).toEqual([200, expect.any(String)]);
    const published = await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA, body: {} });
    expect([published.status, published.text]).toEqual([200, expect.any(String)]);
    const { id } = await hook({ roles: ["narrow"] });
    await product("Unseen");
    const { id: seen } = await product("Seen");
    await api.ask(`PATCH /objects/product/records/${seen}`, { key: implementerA, body: { price: "2.00" } });
    await api.ask(`DELETE /objects/product/records/${seen}`, { key: implementerA });
    const all = await settled(id, (each) => each.some(({ topic }) => topic === "record.deleted"));
    expect(all.map(({ topic, recordId }) => [topic, recordId])).toEqual([
      ["record.deleted", seen],
      ["record.created", seen],
    ]);
    await settled(id, (each) => each.every(({ state }) => state === "delivered"));
    for (const { text } of to.got) expect(text).not.toMatch(/price|Unseen/);
  });

  it("what is too long to be sent is named, not sent", async () => {
    const draft = (await api.ask("POST /drafts", { key: implementerA, body: {} })).body.id;
    const field = (name: string, order: string) => ({
      [name]: { name, label: name, type: "long_text", order, config: { maxLength: 100_000 } },
    });
    const long = {
      kind: "object",
      id: "long",
      name: "long",
      label: "Long",
      fields: { ...field("a", "a0"), ...field("b", "a1"), ...field("c", "a2") },
    };
    expect((await api.ask(`PUT /drafts/${draft}/documents/object/long`, { key: implementerA, body: long })).status).toBe(200);
    expect((await api.ask(`POST /drafts/${draft}/publish`, { key: implementerA, body: {} })).status).toBe(200);
    const { id } = await hook({ objects: ["long"] });
    const much = "x".repeat(95_000);
    const made = await api.ask("POST /objects/long/records", { key: implementerA, body: { a: much, b: much, c: much } });
    expect(made.status).toBe(201);
    await settled(id, attempted(1));
    expect(to.got[0]!.body.data).toMatchObject({ object: "long", id: made.body.id, changes: {}, cut: true, fields: ["a", "b", "c"] });
    expect(to.got[0]!.text.length).toBeLessThan(1_000);
  });

  it("roles beyond one's own, unknown names, other people's business", async () => {
    const answer = await api.ask("POST /webhooks", {
      key: implementerA,
      body: { url: `${to.url}/x`, topics: ["record.moved"], objects: ["nothing"], roles: ["nobody"] },
    });
    expect([answer.status, answer.body.problems.map(({ path, code }: any) => [path, code])]).toEqual([
      422,
      [
        ["/topics/0", "unknown_name"],
        ["/objects/0", "unknown_name"],
        ["/roles/0", "unknown_name"],
      ],
    ]);
    expect((await api.ask("GET /webhooks", { key: businessA })).status).toBe(403);
    const { id } = await hook();
    for (const call of [`GET /webhooks/${id}`, `DELETE /webhooks/${id}`, `GET /webhooks/${id}/deliveries`])
      expect((await api.ask(call, { key: implementerB })).status).toBe(404);
    expect((await api.ask("GET /webhooks", { key: implementerB })).body.data).toEqual([]);
  });
});

describe("what does not arrive", () => {
  it("is tried again later each time, under the same id, and ends failed", async () => {
    to.says = () => ({ status: 500, text: "x".repeat(5_000) });
    const { id } = await hook();
    await product();
    const [{ id: delivery }] = (await settled(id, attempted(1))) as [any];
    const pauses = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
    // by the attempt that it is at: on a busy machine the next may come by itself
    for (;;) {
      const [row] = await api.t
        .owner`select d.state, d.attempts, extract(epoch from w.due_at - (d.log -> -1 ->> 'at')::timestamptz)::float8 as pause
        from webhook_delivery d left join work w on w.tenant_id = d.tenant_id and w.id = d.id where d.id = ${delivery}`;
      if (row!["state"] !== "waiting") break;
      const pause = pauses[row!["attempts"] - 1]!;
      expect(row!["pause"]).toBeGreaterThanOrEqual(pause);
      expect(row!["pause"]).toBeLessThanOrEqual(pause * 1.2 + 10);
      await tryNow(delivery);
      await settled(id, attempted(row!["attempts"] + 1));
    }
    const [last] = (await settled(id, ([each]) => each.state === "failed")) as [any];
    expect(last).toMatchObject({ attempts: 10, state: "failed", dueAt: null, last: { status: 500 } });
    expect(last.last.response.length).toBe(1_024);
    expect(new Set(to.got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect((await api.ask(`GET /webhooks/${id}`, { key: implementerA })).body).toMatchObject({
      enabled: true,
      failingSince: expect.any(String),
    });

    // and is sent again when somebody asks for it
    to.says = () => ({ status: 200 });
    const before = to.got.length;
    const { body } = await api.ask(`POST /webhooks/${id}/replay`, { key: implementerA, body: { since: "2020-01-01T00:00:00Z" } });
    expect(body).toEqual({ replayed: 1, more: false, last: expect.any(String) });
    await settled(id, ([each]) => each.state === "delivered");
    expect(to.got.at(-1)!.headers["webhook-id"]).toBe(to.got[0]!.headers["webhook-id"]);
    await api.ask(`POST /webhooks/${id}/deliveries/${delivery}/replay`, { key: implementerA, body: {} });
    await to.until(before + 2);
    await settled(id, ([each]) => each.state === "delivered");
    expect((await api.ask(`GET /webhooks/${id}`, { key: implementerA })).body.failingSince).toBeNull();
    expect((await api.ask(`GET /webhooks/${id}/deliveries/${delivery}`, { key: implementerA })).body.log.length).toBe(10);
  });

  it("waits as long as the receiver asks; a redirect is not followed", async () => {
    to.says = ({ path }) =>
      path === "/hook" ? { status: 503, headers: { "retry-after": "600" } } : { status: 302, headers: { location: `${to.url}/elsewhere` } };
    const { id } = await hook();
    const { id: moved } = await hook({ url: `${to.url}/moved` });
    await product();
    const [asked] = (await settled(id, attempted(1))) as [any];
    expect(await dueIn(asked.id)).toBeGreaterThan(595);
    const [redirected] = (await settled(moved, attempted(1))) as [any];
    expect(redirected).toMatchObject({ state: "waiting", last: { status: 302 } });
    expect(to.got.map(({ path }) => path)).not.toContain("/elsewhere");
  });

  it("ends with a receiver that is gone; enabled again, what waited is sent", async () => {
    to.says = () => ({ status: 500 });
    const { id } = await hook();
    await product("first");
    const [first] = (await settled(id, attempted(1))) as [any];
    to.says = () => ({ status: 410 });
    await product("second");
    await settled(id, (all) => all.some(({ state }) => state === "failed"));
    const { body } = await api.ask(`GET /webhooks/${id}`, { key: implementerA });
    expect(body).toMatchObject({ enabled: false, problem: "gone" });
    expect((await api.ask(`POST /webhooks/${id}/test`, { key: implementerA, body: {} })).body.code).toBe("webhook_disabled");
    // due while it is disabled: nothing is sent
    await tryNow(first.id);
    for (let tries = 0; !Number.isNaN(await dueIn(first.id)) && tries < 400; tries++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(await dueIn(first.id)).toBeNaN();
    await product("while disabled");
    to.says = () => ({ status: 200 });
    await api.ask(`PATCH /webhooks/${id}`, { key: implementerA, body: { enabled: true } });
    await settled(id, (all) => all.find((each) => each.id === first.id).state === "delivered");
    expect(to.got.map(({ body: sent }) => sent.data.changes.name[1])).toEqual(["first", "second", "first"]);
  });

  it("for days disables the webhook, says why, and gives notice to another", async () => {
    to.says = ({ path }) => ({ status: path === "/watch" ? 200 : 500 });
    const { id } = await hook();
    await hook({ url: `${to.url}/watch`, topics: ["webhook.disabled"] });
    await product();
    const [{ id: delivery }] = (await settled(id, attempted(1))) as [any];
    await api.t.owner`update webhook set failing_since = now() - interval '3 days 1 minute' where id = ${id}`;
    await tryNow(delivery);
    await settled(id, attempted(2));
    expect((await api.ask(`GET /webhooks/${id}`, { key: implementerA })).body).toMatchObject({ enabled: false, problem: "failing" });
    for (let tries = 0; !to.got.some(({ path }) => path === "/watch") && tries < 400; tries++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    expect(to.got.find(({ path }) => path === "/watch")?.body).toMatchObject({
      type: "webhook.disabled",
      data: { webhook: id, host: `127.0.0.1:${to.port}`, problem: "failing", since: expect.any(String) },
    });
  });

  it("although it did once is sent again with everything since a time", async () => {
    const { id } = await hook();
    const from = new Date(Date.now() - 60_000).toISOString();
    for (const name of ["one", "two", "three"]) await product(name);
    await settled(id, (all) => all.length === 3 && all.every(({ state }) => state === "delivered"));
    const ask = (body: object) => api.ask(`POST /webhooks/${id}/replay`, { key: implementerA, body });
    expect((await ask({ since: from })).body).toEqual({ replayed: 0, more: false, last: null });
    expect((await ask({ since: from, all: true })).body).toMatchObject({ replayed: 3, more: false });
    await to.until(6);
    await settled(id, (all) => all.length === 3 && all.every(({ state }) => state === "delivered"));
    const ids = to.got.map(({ headers }) => headers["webhook-id"]);
    expect([ids.length, new Set(ids).size]).toEqual([6, 3]);
  });

  it("because its process died after it was sent is sent again under the same id", async () => {
    const { id } = await hook();
    // between the delivery and its acknowledgement the lease is lost, as it is when the process is no more
    to.says = async () => {
      if (to.got.length === 1)
        await api.t
          .owner`update work set lease_owner = ${randomUUID()}, lease_until = now() - interval '1 second' where tenant_id = ${tenantA} and class = 'webhook'`;
      return { status: 200 };
    };
    await product();
    await to.until(2);
    const all = await settled(id, ([each]) => each?.state === "delivered");
    expect([all.length, all[0].attempts]).toEqual([1, 1]);
    expect(to.got[0]!.headers["webhook-id"]).toBe(to.got[1]!.headers["webhook-id"]);
  });

  it("because the receiver never answers does not keep another from getting it", async () => {
    to.says = ({ path }) => (path === "/slow" ? undefined : { status: 200 });
    const { id: slow } = await hook({ url: `${to.url}/slow` });
    const { id: quick } = await hook();
    await api.ask("POST /objects/product/records", {
      key: implementerA,
      body: { records: Array.from({ length: 20 }, (_, n) => ({ name: `Q${n}`, price: "1.00" })) },
    });
    await settled(quick, (all) => all.length === 20 && all.every(({ state }) => state === "delivered"));
    expect((await deliveries(slow)).every(({ state, attempts }) => state === "waiting" && attempts === 0)).toBe(true);
    to.close();
  });
});

describe("secrets", () => {
  it("two sign for a day after a rotation, then the new one alone", async () => {
    const { id, secret } = await hook();
    const { body: rotated } = await api.ask(`POST /webhooks/${id}/rotate`, { key: implementerA, body: {} });
    secrets.push(rotated.secret);
    expect([rotated.secret === secret, rotated.rotatingUntil]).toEqual([false, expect.any(String)]);
    await api.ask(`POST /webhooks/${id}/test`, { key: implementerA, body: {} });
    await to.until(1);
    const { text, headers } = to.got[0]!;
    for (const each of [secret, rotated.secret])
      expect(new Webhook(each).verify(text, headers as any)).toMatchObject({ type: "webhook.test" });
    await api.t.owner`update webhook set rotated_at = now() - interval '25 hours' where id = ${id}`;
    await api.ask(`POST /webhooks/${id}/test`, { key: implementerA, body: {} });
    await to.until(2);
    const later = to.got[1]!;
    expect(() => new Webhook(secret).verify(later.text, later.headers as any)).toThrow();
    expect(new Webhook(rotated.secret).verify(later.text, later.headers as any)).toBeDefined();
  });

  it("another host gets another one, the same host keeps it", async () => {
    const { id } = await hook();
    const kept = await api.ask(`PATCH /webhooks/${id}`, { key: implementerA, body: { url: `${to.url}/other` } });
    expect([kept.status, kept.body.secret]).toEqual([200, undefined]);
    const moved = await api.ask(`PATCH /webhooks/${id}`, { key: implementerA, body: { url: `http://localhost:${to.port}/other` } });
    expect([moved.status, moved.body.secret, moved.body.rotatingUntil]).toEqual([200, expect.stringMatching(/^whsec_/), null]);
    secrets.push(moved.body.secret);
  });

  it("are shown once and stand nowhere: no answer, no table, no kept answer of a key", async () => {
    const key = randomUUID();
    const answer = await api.ask("POST /webhooks", {
      key: implementerA,
      body: { url: `${to.url}/hook`, topics: ["record.created"], roles: ["implementer"] },
      headers: { "idempotency-key": key },
    });
    made.push(answer.body.id);
    secrets.push(answer.body.secret);
    await api.ask(`POST /webhooks/${answer.body.id}/test`, { key: implementerA, body: {} });
    await settled(answer.body.id, attempted(1));
    const [delivery] = await deliveries(answer.body.id);
    const texts: string[] = [];
    for (const call of [
      `/webhooks`,
      `/webhooks/${answer.body.id}`,
      `/webhooks/${answer.body.id}/deliveries`,
      `/webhooks/${answer.body.id}/deliveries/${delivery.id}`,
      "/metadata",
      "/openapi.json",
    ])
      texts.push((await api.ask(`GET ${call}`, { key: implementerA })).text);
    const tables = await api.t
      .owner`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`;
    for (const { name } of tables)
      texts.push(JSON.stringify(await api.t.owner.unsafe(`select to_jsonb(t) from public."${name}" t limit 100000`)));
    const all = texts.join("\n");
    const hidden = secrets.flatMap((each) => [
      each,
      each.slice(6),
      Buffer.from(each).toString("hex"),
      Buffer.from(each.slice(6), "base64").toString("hex"),
    ]);
    expect(hidden.filter((each) => all.includes(each))).toEqual([]);
  });
});

describe("addresses", () => {
  it.each([
    "http://example.com/hook",
    "http://127.0.0.2:1/",
    "https://169.254.169.254/latest",
    "https://[::ffff:10.0.0.1]/",
    "https://2130706434/",
    "https://0x7f.2/",
    "https://10.0.0.8/",
    "https://[fd00::1]/",
    "https://user:pass@example.com/",
    "ftp://127.0.0.1/",
    "javascript:alert(1)",
    "nonsense",
  ])("%s is refused when it is named", async (url) => {
    const refuse = ({ status, body }: Answer) =>
      expect([status, body.code, body.problems[0].path]).toEqual([422, "address_forbidden", "/url"]);
    refuse(await api.ask("POST /webhooks", { key: implementerA, body: { url, topics: ["record.created"], roles: ["implementer"] } }));
    const { id } = await hook();
    refuse(await api.ask(`PATCH /webhooks/${id}`, { key: implementerA, body: { url } }));
  });

  it("is looked at again with each connection", async () => {
    const { id } = await hook();
    await api.t.owner`update webhook set url = 'http://169.254.169.254/latest' where id = ${id}`;
    await api.ask(`POST /webhooks/${id}/test`, { key: implementerA, body: {} });
    const [delivery] = (await settled(id, attempted(1))) as [any];
    expect(delivery).toMatchObject({ state: "waiting", last: { error: "address_forbidden" } });
  });
});
