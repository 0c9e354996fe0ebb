import { randomUUID } from "node:crypto";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, Result } from "#metadata";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Effective } from "../effective/effective.ts";
import { install, operator } from "../flows/flows.testing.ts";
import { standOn } from "../jobs/jobs.testing.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "../records/commands.ts";
import { relayEvents } from "./relay.ts";
import { changeWebhook, createWebhook, deleteWebhook } from "./webhooks.ts";

let t: TestDatabase;
let tenant: string;
let platform: Platform;
beforeAll(async () => {
  t = await testDatabase();
  ({ platform } = standOn(t.db, testSecret, {}, { outgoingAllow: ["127.0.0.1/32"] }));
});
afterAll(() => t.drop());
beforeEach(async () => {
  tenant = await t.tenant();
  await install(platform, tenant, [object("thing"), reader("thing")]);
});

const object = (name: string): Document => ({
  kind: "object",
  id: name,
  name,
  label: name,
  fields: { name: { name: "name", label: "Name", type: "text", order: "a0", config: {} } },
});
/** A role that may read these objects. */
const reader = (...objects: readonly string[]): Document => ({
  kind: "role",
  id: "all",
  name: "all",
  label: "All",
  objects: Object.fromEntries(objects.map((name) => [name, { read: true }])),
});

const value = <Value>(result: Result<Value>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const hook = async (rest: object = {}): Promise<string> => {
  const wanted = { url: "http://127.0.0.1:9/", topics: ["record.created"], roles: ["all"], ...rest };
  return value(await createWebhook(platform, operator(tenant), wanted)).id;
};
const make = async (name: string, of = "thing"): Promise<string> =>
  value(await createRecords(platform, operator(tenant), of, [{ name }]))[0]!.id;

/** Between the look at the webhooks and the look at the events this happens, once. */
function meanwhile(happens: () => Promise<unknown>): Platform {
  let hasHappened = false;
  const get = async (tenantId: string): Promise<Effective> => {
    const effective = await platform.effectives.get(tenantId);
    if (!hasHappened) {
      hasHappened = true;
      await happens();
    }
    return effective;
  };
  return { ...platform, effectives: { ...platform.effectives, get } };
}

/** As the sender does: until there is no more. */
async function relayAll(on: Platform): Promise<void> {
  for (let pass = 0; (await relayEvents(on, tenant)).more; pass++) if (pass > 20) throw new Error("there is always more");
}
const got = async (webhook: string): Promise<unknown[]> => {
  const rows =
    await t.owner`select body #>> '{data,id}' as record from webhook_delivery where webhook_id = ${webhook} order by created_at, id`;
  expect(await t.owner`select 1 from work w join webhook_delivery d on d.id = w.id where d.webhook_id = ${webhook}`).toHaveLength(
    rows.length,
  );
  return rows.map(({ record }) => record);
};
const waiting = async (): Promise<unknown[]> => [
  ...(await t.owner`select topic from outbox where tenant_id = ${tenant} and relayed_at is null`),
];

it("gives a webhook that is made meanwhile the events from then on", async () => {
  const first = await hook();
  let [second, record] = ["", ""];
  await relayAll(
    meanwhile(async () => {
      second = await hook();
      record = await make("made meanwhile");
    }),
  );
  expect([await got(first), await got(second)]).toEqual([[record], [record]]);
});

it("gives a webhook that is changed meanwhile what it wants now", async () => {
  const changing = await hook({ topics: ["record.deleted"] });
  const disabled = await hook({ enabled: false });
  let record = "";
  await relayAll(
    meanwhile(async () => {
      value(await changeWebhook(platform, operator(tenant), changing, { topics: ["record.created"] }));
      value(await changeWebhook(platform, operator(tenant), disabled, { enabled: true }));
      record = await make("wanted now");
    }),
  );
  expect([await got(changing), await got(disabled)]).toEqual([[record], [record]]);
});

it("knows the object that is published meanwhile", async () => {
  const webhook = await hook();
  let record = "";
  await relayAll(
    meanwhile(async () => {
      await install(platform, tenant, [object("thing"), object("later"), reader("thing", "later")]);
      record = await make("of a new object", "later");
    }),
  );
  expect(await got(webhook)).toEqual([record]);
});

it("goes on without a webhook that is deleted meanwhile, and for one whose deliveries fail", async () => {
  const [deleted, staying] = [await hook(), await hook()];
  const record = await make("kept");
  const { more } = await relayEvents(
    meanwhile(async () => {
      await t.owner`update webhook set failing_since = now(), updated_at = now() where id = ${staying}`;
    }),
    tenant,
  );
  expect([more, await got(deleted), await got(staying)]).toEqual([false, [record], [record]]);
  const next = await make("kept too");
  await relayAll(meanwhile(async () => value(await deleteWebhook(platform, operator(tenant), deleted))));
  expect([await got(deleted), await got(staying)]).toEqual([[record], [record, next]]);
});

it("is held up by no event that cannot be read: that is held for who may want it, the others are passed on", async () => {
  const [webhook, other] = [await hook(), await hook({ topics: ["record.deleted"] })];
  const records = [await make("before")];
  const event = randomUUID();
  await t.owner`insert into outbox (tenant_id, id, topic, body) values (${tenant}, ${event}, 'record.created', 'null'::jsonb)`;
  records.push(await make("behind"));
  await relayAll(platform);
  expect(await waiting()).toEqual([]);
  expect(await got(other)).toEqual([]);
  const held = await t.owner`select event_id from webhook_delivery where webhook_id = ${webhook} and held and state = 'waiting'`;
  expect(held).toContainEqual({ event_id: event });
  expect(await t.owner`select id from webhook_delivery where webhook_id = ${webhook}`).toHaveLength(3);
  expect(await got(webhook)).toHaveLength(3);
  // with a body that even the statement cannot read
  await t.owner`insert into outbox (tenant_id, id, topic, body)
    values (${tenant}, ${randomUUID()}, 'record.created', ${t.owner.json({ "+": "thing", id: "none", object: "thing" })})`;
  records.push(await make("further behind"));
  await relayAll(platform);
  expect(await waiting()).toEqual([]);
  expect(await t.owner`select id from webhook_delivery where webhook_id = ${webhook}`).toHaveLength(5);
});

it("leaves what cannot be passed on because the database is away, however often it is tried", async () => {
  const webhook = await hook();
  const record = await make("waits");
  const away: Platform = {
    ...platform,
    db: {
      ...t.db,
      transaction: (tenantId, work, options) =>
        t.db.transaction(
          tenantId,
          (tx) =>
            work({
              ...tx,
              query: (text, params) =>
                (text.includes("outbox") ? tx.query("select pg_terminate_backend(pg_backend_pid())") : tx.query(text, params)) as never,
            }),
          options,
        ),
    },
  };
  await expect(relayEvents(away, tenant, 5)).rejects.toThrow();
  expect([await got(webhook), await waiting()]).toEqual([[], [{ topic: "record.created" }]]);
  await relayAll(platform);
  expect(await got(webhook)).toEqual([record]);
});
