import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Overloaded, type Database } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { relayWork } from "./relay.ts";
import { createTelling } from "./tell.ts";

const log = pino({ level: "silent" });
const eventually = { timeout: 15_000 };

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

/** Tenants whose outbox is looked at in an hour. */
async function tenants(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const id = await t.tenant();
    await t.owner`insert into work (tenant_id, id, kind, class, due_at) values (${id}, ${id}, 'relay', ${relayWork}, now() + interval '1 hour')`;
    ids.push(id);
  }
  return ids;
}
const due = async (ids: readonly string[]): Promise<number> =>
  (await t.owner`select id from work where id = any(${`{${ids.join(",")}}`}::uuid[]) and due_at <= now()`).length;

it("tells of a tenant's events, and who sends them", async () => {
  const [one, other] = (await tenants(2)) as [string, string];
  let woken = 0;
  const tell = createTelling(t.db, log, () => woken++);
  tell(one);
  tell(one);
  await expect.poll(() => due([one]), eventually).toBe(1);
  await expect.poll(() => woken, eventually).toBe(1);
  expect(await due([other])).toBe(0);
});

it("tells again what could not be told, of many tenants some at a time", async () => {
  const ids = await tenants(130);
  const stuck = ids[0]!;
  let isAway = true;
  const failures = new Set<string>();
  let [asked, atOnce, most, woken] = [0, 0, 0, 0];
  const batch: Database["batch"] = async (tenantId, ...rest) => {
    asked++;
    most = Math.max(most, ++atOnce);
    try {
      await Promise.resolve();
      if (!isAway && tenantId !== stuck) return await t.db.batch(tenantId, ...rest);
      failures.add(tenantId);
      throw new Overloaded("queue");
    } finally {
      atOnce--;
    }
  };
  const tell = createTelling({ batch }, log, () => woken++);
  for (const id of ids) tell(id);
  await expect.poll(() => failures.size, eventually).toBe(ids.length);
  expect([await due(ids), woken]).toEqual([0, 0]);
  // one that cannot be told of stands in nobody's way
  isAway = false;
  await expect.poll(() => due(ids), eventually).toBe(ids.length - 1);
  await expect.poll(() => woken, eventually).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(100);
  // who writes on meanwhile asks for nothing more
  const before = asked;
  for (let n = 0; n < 1_000; n++) tell(stuck);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked - before).toBeLessThan(5);
});

it("keeps no process alive that has something left to tell", async () => {
  const script = `
    import { createTelling } from ${JSON.stringify(new URL("./tell.ts", import.meta.url).href)};
    const batch = async () => { process.stdout.write("asked "); throw new Error("away"); };
    createTelling({ batch }, { debug() {} }, () => undefined)("a tenant");
    setTimeout(() => process.stdout.write("over"), 200);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  expect(stdout).toBe("asked over");
});
