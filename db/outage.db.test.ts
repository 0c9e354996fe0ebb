import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatabaseUnavailable, openDatabase, Overloaded, TransactionRolledBack, type Database } from "#db";
import { migrate, startEmbedded, type Embedded } from "#db/owner";
import postgres from "postgres";

/* Postgres is killed and comes back, under load. A server of its own: nobody else is to suffer. */

const secret = "s";
const tenant = randomUUID();
let dataDir: string;
let server: Embedded;
let db: Database;
let port: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "armature-test-"));
  await chmod(dataDir, 0o755);
  server = await startEmbedded({ dataDir, settings: { fsync: "off" } });
  port = new URL(server.url).port;
  await migrate(server.url, secret);
  db = await openDatabase({ url: server.url, secret, lanes: 4 });
});
afterAll(async () => {
  await db.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const again = async () => void (server = await startEmbedded({ dataDir, settings: { port, fsync: "off" } }));
const gone = async (pid: number) => {
  for (;;) {
    try {
      process.kill(pid, 0);
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") Z ");
      if (stat.includes(") Z ")) return;
    } catch {
      return;
    }
    await new Promise((later) => setTimeout(later, 5));
  }
};

/** What an ordinary write, read, transaction and sign-in look like from outside while `disaster` happens. */
async function under(disaster: () => Promise<void>): Promise<{ sure: string[]; failed: number }> {
  const sure: string[] = [];
  let failed = 0;
  let going = true;
  let beats = 0;
  const write = "insert into outbox (tenant_id, id, topic, body) values ($1, $2, 't', $3)";
  async function client(kind: number): Promise<void> {
    while (going) {
      const id = randomUUID();
      try {
        if (kind === 0)
          await db.batch(tenant, [
            { text: write, params: [tenant, id, { whole: 1 }] },
            { text: write, params: [tenant, randomUUID(), { of: id }] },
          ]);
        else if (kind === 1)
          await db.transaction(tenant, async (tx) => {
            await tx.query(write, [tenant, id, { whole: 1 }]);
            await tx.query(write, [tenant, randomUUID(), { of: id }]);
          });
        else if (kind === 4) await db.auth.remote("select id from auth.session limit 1", [], "all");
        else if (kind === 2) await db.auth.query("select 1 from auth.tenant limit 1");
        else await db.batch(tenant, [{ text: "select count(*) from outbox where tenant_id = $1", params: [tenant] }], { readOnly: true });
        if (kind < 2) sure.push(id);
        beats++;
      } catch (error) {
        failed++;
        // 503 of one kind or another; nothing else reaches the caller
        expect(
          error instanceof DatabaseUnavailable || error instanceof Overloaded || error instanceof TransactionRolledBack,
          String(error),
        ).toBe(true);
        await new Promise((later) => setTimeout(later, 2));
      }
    }
  }
  const clients = Array.from({ length: 15 }, (_, i) => client(i % 5));
  const beat = async () => {
    const before = beats;
    await expect.poll(() => beats, { timeout: 20_000 }).toBeGreaterThan(before + 20);
  };
  await beat();
  await disaster();
  await beat();
  going = false;
  // none hangs
  await Promise.all(clients);
  return { sure, failed };
}

/** Acknowledged is stored; unacknowledged is absent or whole. */
async function audit(sure: string[]): Promise<void> {
  const sql = postgres(server.url, { max: 1, fetch_types: false });
  try {
    const rows = await sql<{ id: string; of: string | null }[]>`select id::text, body->>'of' as of from outbox`;
    const firsts = new Set(rows.filter(({ of }) => of === null).map(({ id }) => id));
    const seconds = new Set(rows.flatMap(({ of }) => of ?? []));
    expect(sure.filter((id) => !firsts.has(id))).toEqual([]);
    expect([...firsts].filter((id) => !seconds.has(id))).toEqual([]);
    expect([...seconds].filter((id) => !firsts.has(id))).toEqual([]);
  } finally {
    await sql.end();
  }
}

test("every connection is ended again and again", async () => {
  const { sure } = await under(async () => {
    const sql = postgres(server.url, { max: 1, fetch_types: false });
    for (let i = 0; i < 40; i++) {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where usename in ('app_rt', 'app_auth')`;
      await new Promise((later) => setTimeout(later, 10));
    }
    await sql.end();
  });
  await audit(sure);
});

test("kill -9 of one backend: the server ends all others and recovers; so do we", async () => {
  const { sure, failed } = await under(async () => {
    const sql = postgres(server.url, { max: 1, fetch_types: false });
    const [victim] = await sql<{ pid: number }[]>`select pid from pg_stat_activity where usename = 'app_rt' limit 1`;
    process.kill(victim!.pid, "SIGKILL");
    await sql.end({ timeout: 1 }).catch(() => undefined);
    await gone(victim!.pid);
  });
  expect(failed).toBeGreaterThan(0);
  await audit(sure);
});

test("the whole server is stopped at once and started again", async () => {
  const { sure, failed } = await under(async () => {
    process.kill(server.pid, "SIGQUIT");
    await gone(server.pid);
    await expect(db.batch(tenant, [{ text: "select 1" }])).rejects.toThrow(DatabaseUnavailable);
    expect(await db.healthy()).toBe(false);
    await again();
  });
  expect(failed).toBeGreaterThan(0);
  expect(await db.healthy()).toBe(true);
  await audit(sure);
});

test("kill -9 of the server itself, and notifications come back by themselves", async () => {
  const heard: string[] = [];
  let reconnects = 0;
  const ear = await db.listen(
    "outage",
    (payload) => heard.push(payload),
    () => reconnects++,
  );
  await db.notify("outage", "before");
  await expect.poll(() => heard).toEqual(["before"]);
  const { sure } = await under(async () => {
    process.kill(server.pid, "SIGKILL");
    await gone(server.pid);
    await again();
  });
  await audit(sure);
  await expect.poll(() => reconnects, { timeout: 20_000 }).toBe(1);
  await db.notify("outage", "after");
  await expect.poll(() => heard).toEqual(["before", "after"]);
  await ear.stop();
});

test("closing lets what runs end, refuses what comes, and leaves no connection", async () => {
  const other = await openDatabase({ url: server.url, secret, lanes: 3 });
  const id = randomUUID();
  const running = other.transaction(tenant, async (tx) => {
    await tx.query("select pg_sleep($1)", [0.2]);
    await tx.query("insert into outbox (tenant_id, id, topic, body) values ($1, $2, 't', '{}')", [tenant, id]);
    return "ended well";
  });
  await other.auth.query("select 1");
  await other.listen("x", () => undefined);
  await expect.poll(() => other.stats().busy).toBe(1);
  const closing = other.close();
  await expect(other.batch(tenant, [{ text: "select 1" }])).rejects.toMatchObject({ name: "DatabaseUnavailable", code: "CLOSED" });
  expect(await running).toBe("ended well");
  await closing;
  expect(other.stats()).toEqual({ lanes: 0, busy: 0, queued: 0 });
  await db.close();
  const sql = postgres(server.url, { max: 1, fetch_types: false });
  await expect
    .poll(async () => (await sql`select application_name from pg_stat_activity where usename in ('app_rt', 'app_auth')`).length)
    .toBe(0);
  await sql.end();
});
