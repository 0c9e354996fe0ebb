import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, Result } from "#metadata";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { install, operator } from "../flows/flows.testing.ts";
import { standOn } from "../jobs/jobs.testing.ts";
import type { Platform } from "../platform.ts";
import { forgetOld } from "../records/forget-old.ts";
import { createRecords, deleteRecord } from "../records/commands.ts";
import { createSafeFetch } from "../safe-fetch/safe-fetch.ts";
import { getDelivery, listDeliveries, replayDelivery, type DeliveryJson } from "./deliveries.ts";
import { relayEvents } from "./relay.ts";
import { createSender, type Sender } from "./sender.ts";
import { changeWebhook, createWebhook } from "./webhooks.ts";

const eventually = { timeout: 20_000 };

let t: TestDatabase;
let tenant: string;
let platform: Platform;
let sender: Sender;
let server: Server;
let url: string;
/** Ids of events, and of the records they are of, in the order in which they came. */
const got: { readonly path: string; readonly event: string; readonly record: string; readonly changes: object }[] = [];
/** Whether a statement that looks at rows of these records runs into its time limit now: a real one, the database ends it. */
let isSlow = (_ids: string): boolean => false;

beforeAll(async () => {
  t = await testDatabase();
  server = createServer((request, answer) => {
    const chunks: Uint8Array[] = [];
    request.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    request.on("end", () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { id: string; changes: object } };
      got.push({ path: request.url!, event: String(request.headers["webhook-id"]), record: data.id, changes: data.changes });
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outgoingAllow = ["127.0.0.1/32"];
  const db: typeof t.db = {
    ...t.db,
    transaction: (tenantId, work, options) =>
      t.db.transaction(
        tenantId,
        (tx) => {
          const query: typeof tx.query = async (text, params) => {
            if (!text.includes("is true as c0")) return tx.query(text, params);
            if (!isSlow(JSON.stringify(params))) return tx.query(text, params);
            await tx.query("set local statement_timeout = 1");
            return tx.query("select pg_sleep(10)");
          };
          return work({ ...tx, query });
        },
        options,
      ),
  };
  const safeFetch = createSafeFetch(outgoingAllow);
  ({ platform } = standOn(db, testSecret, {}, { outgoingAllow, safeFetch }));
  sender = createSender(platform);
});
afterAll(async () => {
  await platform.safeFetch.close();
  server.closeAllConnections();
  server.close();
  await t.drop();
});
beforeEach(async () => {
  tenant = await t.tenant();
  await install(platform, tenant, [thing, narrow, wide]);
  got.length = 0;
  isSlow = () => false;
});
afterEach(() => sender.stop());

const thing: Document = {
  kind: "object",
  id: "thing",
  name: "thing",
  label: "Thing",
  fields: {
    name: { name: "name", label: "Name", type: "text", order: "a0", config: {} },
    secret: { name: "secret", label: "Secret", type: "text", order: "a1", config: {} },
  },
};
/** May read all but those that are called hidden, without their secrets. */
const narrow = {
  kind: "role",
  id: "narrow",
  name: "narrow",
  label: "Narrow",
  objects: { thing: { read: true, hidden: { secret: true }, rows: { "!=": [{ var: "name" }, "hidden"] } } },
} as unknown as Document;
const wide: Document = { kind: "role", id: "wide", name: "wide", label: "Wide", objects: { thing: { read: true } } };

const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const hook = async (path: string, role: string): Promise<string> =>
  value(await createWebhook(platform, operator(tenant), { url: `${url}/${path}`, topics: ["record.created"], roles: [role] })).id;
const make = async (...names: readonly string[]): Promise<string[]> =>
  value(
    await createRecords(
      platform,
      operator(tenant),
      "thing",
      names.map((name) => ({ name, secret: `of ${name}` })),
    ),
  ).map(({ id }) => id);
const log = async (webhook: string): Promise<readonly DeliveryJson[]> =>
  value(await listDeliveries(platform, operator(tenant), webhook)).data.toReversed();
const came = (path: string): string[] => got.flatMap((each) => (each.path === `/${path}` ? [each.record] : []));
/** The delivery that is held, once it was tried so often. */
const heldAfter = async (webhook: string, times: number): Promise<DeliveryJson> => {
  const held = async () => (await log(webhook)).find((each) => each.held);
  await expect.poll(async () => (await held())?.attempts, eventually).toBe(times);
  return (await held())!;
};
const dueNow = (id: string): Promise<unknown> => t.owner`update work set due_at = now() where id = ${id}`;

it("loses no event of which it cannot be found out in time what a webhook may have: it is tried again, and arrives when the database is well", async () => {
  const webhook = await hook("narrow", "narrow");
  const [record] = await make("late");
  isSlow = () => true;
  for (let tries = 1; tries <= 6; tries++) await relayEvents(platform, tenant, tries).catch(() => undefined);
  isSlow = () => false;
  for (let tries = 0; tries < 3; tries++) await relayEvents(platform, tenant);
  await sender.start();
  await expect.poll(() => came("narrow"), eventually).toEqual([record]);
  expect(got[0]!.changes).toEqual({ name: [null, "late"] });
  await expect.poll(() => log(webhook), eventually).toMatchObject([{ eventId: got[0]!.event, state: "delivered", recordId: record }]);
});

it("shows what is held in the log, tries it later each time, and keeps nothing behind it waiting", async () => {
  const [webhook, other] = [await hook("narrow", "narrow"), await hook("wide", "wide")];
  const [first, slow, last] = (await make("first", "slow", "last")) as [string, string, string];
  isSlow = (ids) => ids.includes(slow);
  await sender.start();
  await expect.poll(() => came("narrow").toSorted(), eventually).toEqual([first, last].toSorted());
  await expect.poll(() => came("wide").toSorted(), eventually).toEqual([first, slow, last].toSorted());
  const held = await heldAfter(webhook, 1);
  expect(held).toMatchObject({
    state: "waiting",
    held: true,
    topic: "record.created",
    object: null,
    recordId: null,
    last: { error: "too_slow" },
  });
  // nothing of the event is shown before it is known what may be
  expect(value(await getDelivery(platform, operator(tenant), webhook, held.id))).toMatchObject({
    body: null,
    log: [{ error: "too_slow" }],
  });
  await dueNow(held.id);
  sender.wake();
  const again = await heldAfter(webhook, 2);
  const pauses = [held, again].map(({ dueAt, last: attempt }) => Date.parse(dueAt!) - Date.parse(attempt!.at));
  expect(pauses[1]).toBeGreaterThan(pauses[0]! * 10);
  // the receiver is not to blame
  expect(await t.owner`select failing_since from webhook where id in (${webhook}, ${other})`).toEqual([
    { failing_since: null },
    { failing_since: null },
  ]);
  const [behind] = await make("behind");
  await relayEvents(platform, tenant);
  sender.wake();
  await expect.poll(() => came("narrow"), eventually).toContain(behind);
  isSlow = () => false;
  await dueNow(held.id);
  sender.wake();
  await expect.poll(() => came("narrow"), eventually).toContain(slow);
  expect(new Set(got.filter(({ record }) => record === slow).map(({ event }) => event)).size).toBe(1);
  await expect
    .poll(async () => (await log(webhook)).find(({ id }) => id === held.id), eventually)
    .toMatchObject({ state: "delivered", held: false, attempts: 1, recordId: slow });
});

it("ends after its last try, and is sent when somebody says so; until then the event stays", async () => {
  const webhook = await hook("narrow", "narrow");
  const [record] = (await make("last")) as [string];
  isSlow = () => true;
  await sender.start();
  const held = await heldAfter(webhook, 1);
  await t.owner`update webhook_delivery set attempts = 9 where id = ${held.id}`;
  await dueNow(held.id);
  sender.wake();
  await expect.poll(() => log(webhook), eventually).toMatchObject([{ state: "failed", held: true, attempts: 10, dueAt: null }]);
  // somebody who takes messages off the topic, long ago
  await t.owner`update outbox set delivered_at = now() - interval '2 days' where tenant_id = ${tenant}`;
  await forgetOld(platform.db, tenant);
  isSlow = () => false;
  value(await replayDelivery(platform, operator(tenant), webhook, held.id));
  sender.wake();
  await expect.poll(() => came("narrow"), eventually).toEqual([record]);
  await expect.poll(() => log(webhook), eventually).toMatchObject([{ state: "delivered", held: false }]);
  await forgetOld(platform.db, tenant);
  expect(await t.owner`select id from outbox where tenant_id = ${tenant}`).toEqual([]);
});

it("says so when the event is no more", async () => {
  const webhook = await hook("narrow", "narrow");
  await make("gone");
  isSlow = () => true;
  await relayEvents(platform, tenant);
  await t.owner`delete from outbox where tenant_id = ${tenant}`;
  isSlow = () => false;
  await sender.start();
  await expect.poll(() => log(webhook), eventually).toMatchObject([{ state: "failed", held: true, last: { error: "event_gone" } }]);
});

it("goes by the rights of then: what the webhook may not have is no delivery of its", async () => {
  const webhook = await hook("narrow", "narrow");
  const [, seen] = (await make("hidden", "seen")) as [string, string];
  isSlow = () => true;
  await relayEvents(platform, tenant);
  expect(await log(webhook)).toHaveLength(2);
  isSlow = () => false;
  await sender.start();
  await expect.poll(() => log(webhook), eventually).toMatchObject([{ state: "delivered", recordId: seen }]);
  expect(came("narrow")).toEqual([seen]);
  expect(await t.owner`select id from work where tenant_id = ${tenant} and class = 'webhook'`).toEqual([]);
});

it("is there still for a webhook that was turned off and on meanwhile, and for a record that was deleted", async () => {
  const webhook = await hook("narrow", "narrow");
  const [record] = (await make("meanwhile")) as [string];
  isSlow = () => true;
  await relayEvents(platform, tenant);
  value(await changeWebhook(platform, operator(tenant), webhook, { enabled: false }));
  await sender.start();
  await expect.poll(() => t.owner`select id from work where tenant_id = ${tenant} and class = 'webhook'`, eventually).toEqual([]);
  value(await deleteRecord(platform, operator(tenant), "thing", record));
  isSlow = () => false;
  value(await changeWebhook(platform, operator(tenant), webhook, { enabled: true }));
  sender.wake();
  await expect.poll(() => came("narrow"), eventually).toEqual([record]);
});

it("holds nothing for a webhook of which it is known", async () => {
  const hooks = await Promise.all(["one", "two"].map((path) => hook(path, "narrow")));
  const known = await hook("wide", "wide");
  const [record] = await make("slow");
  isSlow = () => true;
  expect(await relayEvents(platform, tenant)).toMatchObject({ queued: true });
  for (const each of hooks) expect(await log(each)).toMatchObject([{ state: "waiting", held: true, attempts: 0, last: null }]);
  expect(await log(known)).toMatchObject([{ state: "waiting", held: false, recordId: record }]);
});
