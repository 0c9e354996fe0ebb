import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testSecret } from "#db/testing";
import { implementerA, testApi, type TestApi } from "../testing.ts";
import { receiver } from "./webhooks.testing.ts";

let api: TestApi;
let to: Awaited<ReturnType<typeof receiver>>;
let tenant: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  api = await testApi({ outgoingAllow: ["127.0.0.1/32"] });
  tenant = (await api.t.owner`select id from auth.tenant where slug = 'merchant-a'`)[0]!["id"] as string;
  to = await receiver();
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  to.close();
  await api.close();
});

async function start(round: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("./testing-process.ts", import.meta.url));
  const child = spawn(process.execPath, [file, api.t.url, testSecret, api.platform.secret, tenant, round], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  await once(child.stdout!, "data");
  return child;
}
const count = async (text: string): Promise<number> => Number((await api.t.owner.unsafe(text, [tenant]))[0]!["n"]);
async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await is()); tries++) {
    if (tries > 5_000) throw new Error(`not ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it("a process that is killed between a commit and what it sends loses no event, and sends none of what was never written", async () => {
  const made = await api.ask("POST /webhooks", {
    key: implementerA,
    body: { url: `${to.url}/hook`, topics: ["record.created"], objects: ["product"], roles: ["implementer"] },
  });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  for (const round of ["1", "2", "3"]) {
    const child = await start(round);
    const before = to.got.length;
    // some are sent, some wait, and one is on its way without an answer when the process dies
    to.says = () => (to.got.length > before + 5 ? undefined : { status: 204 });
    await until("under way", () => to.got.length > before + 7);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    await api.t.owner`update work set lease_until = now() - interval '1 second' where tenant_id = ${tenant} and state = 1`;
  }
  to.says = () => ({ status: 204 });
  await start("last");
  await until("all delivered", async () => {
    await api.t
      .owner`update work set lease_until = now() - interval '1 second' where tenant_id = ${tenant} and state = 1 and lease_until < now() + interval '20 seconds'`;
    const waiting = await count("select count(*) as n from webhook_delivery where tenant_id = $1 and state <> 'delivered'");
    const unsent = await count(
      "select count(*) as n from outbox where tenant_id = $1 and relayed_at is null and topic = 'record.created' and body->>'by' = 'user:writer'",
    );
    return waiting + unsent === 0;
  });
  const written = await api.t
    .owner`select id from records where tenant_id = ${tenant} and object_id = 'product' and created_by = 'user:writer'`;
  const events = new Map<string, Set<unknown>>();
  for (const { body, headers } of to.got) events.set(body.data.id, (events.get(body.data.id) ?? new Set()).add(headers["webhook-id"]));
  expect(written.length).toBeGreaterThan(20);
  expect([...events.keys()].sort()).toEqual(written.map(({ id }) => id as string).sort());
  expect([...events.values()].every((ids) => ids.size === 1)).toBe(true);
  expect(to.got.length).toBeGreaterThan(events.size);
}, 300_000);
