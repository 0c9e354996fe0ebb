import { chmod, cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { randomBytes, randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres from "postgres";
import { openDatabase } from "#db";
import { migrate, NeedsAdministrator, startEmbedded, type Embedded } from "#db/owner";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import { wallOf } from "./testing-catalog.ts";

const migrations = fileURLToPath(new URL("./migrations", import.meta.url));
/** how many migrations there are */
const known = readMigrationFiles({ migrationsFolder: migrations }).length;
let base: TestDatabase;
let folder: string;

beforeAll(async () => {
  base = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), "armature-migrations-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await base.drop();
});

/** The real migrations and one more. */
async function withOneMore(sql: string): Promise<string> {
  const copy = join(folder, randomBytes(4).toString("hex"));
  await cp(migrations, copy, { recursive: true });
  const file = join(copy, "meta", "_journal.json");
  const journal = JSON.parse(await readFile(file, "utf8")) as {
    entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
  };
  const last = journal.entries.at(-1)!;
  const tag = `${String(last.idx + 1).padStart(4, "0")}_one_more`;
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag });
  await writeFile(file, JSON.stringify(journal));
  await writeFile(join(copy, `${tag}.sql`), sql);
  return copy;
}

/** Everything a migration may touch, printable. */
const shapeOf = async (sql: postgres.Sql) => ({
  ...(await wallOf(sql)),
  columns: (
    await sql`select table_schema || '.' || table_name || '.' || column_name || ' ' || data_type as name from information_schema.columns
    where table_schema not in ('pg_catalog', 'information_schema') order by 1`
  ).map(({ name }) => name as string),
});

test("an up-to-date database stays as it is", async () => {
  const before = await shapeOf(base.owner);
  expect(await migrate(base.url, testSecret)).toBe(0);
  expect(await shapeOf(base.owner)).toEqual(before);
});

test("a migration that fails in its middle leaves the earlier state, whole", async () => {
  const before = await shapeOf(base.owner);
  const bad = await withOneMore(
    "create table extra (tenant_id uuid primary key);\n--> statement-breakpoint\nalter table work drop column vft;\n--> statement-breakpoint\nselect 1/0;",
  );
  await expect(migrate(base.url, testSecret, { folder: bad })).rejects.toMatchObject({ code: "22012" });
  expect(await shapeOf(base.owner)).toEqual(before);
  expect(await migrate(base.url, testSecret)).toBe(0);
});

test("on an empty database a failed first migration leaves nothing", async () => {
  const name = `empty_${randomBytes(4).toString("hex")}`;
  await base.owner.unsafe(`create database ${name}`);
  const url = new URL(base.url);
  url.pathname = `/${name}`;
  await expect(migrate(url.href, testSecret, { folder: await withOneMore("select 1/0;") })).rejects.toMatchObject({ code: "22012" });
  const sql = postgres(url.href, { max: 1, fetch_types: false });
  expect((await shapeOf(sql)).columns).toEqual([]);
  await sql.end();
  expect(await migrate(url.href, testSecret)).toBeGreaterThan(0);
  await base.owner.unsafe(`drop database ${name}`);
});

test("a new tenant table stands behind the wall without anybody thinking of it", async () => {
  const name = `grown_${randomBytes(4).toString("hex")}`;
  await base.owner.unsafe(`create database ${name}`);
  const url = new URL(base.url);
  url.pathname = `/${name}`;
  await migrate(url.href, testSecret);
  expect(await migrate(url.href, testSecret, { folder: await withOneMore("create table extra (tenant_id uuid primary key);") })).toBe(1);
  const sql = postgres(url.href, { max: 1, fetch_types: false });
  const { tables } = await wallOf(sql);
  expect(tables["extra"]).toEqual(tables["work"]);
  // and newer data are not touched by older code
  await expect(migrate(url.href, testSecret)).rejects.toThrow("newer code");
  await sql.end();
  await base.owner.unsafe(`drop database ${name}`);
});

test("what was weakened by hand is put right", async () => {
  const before = await shapeOf(base.owner);
  await base.owner.unsafe(`
    alter table work no force row level security; alter table run disable row level security; drop policy tenant on draft;
    create policy lax on event using (true); grant update on event to app_rt; grant select on auth.session to app_rt;
    grant execute on function platform.next_due(text[]) to public`);
  expect(await shapeOf(base.owner)).not.toEqual(before);
  await migrate(base.url, testSecret);
  expect(await shapeOf(base.owner)).toEqual(before);
});

test("processes that start together wait for each other", async () => {
  const name = `together_${randomBytes(4).toString("hex")}`;
  await base.owner.unsafe(`create database ${name}`);
  const url = new URL(base.url);
  url.pathname = `/${name}`;
  const applied = await Promise.all(Array.from({ length: 5 }, () => migrate(url.href, testSecret)));
  expect(applied.toSorted()).toEqual([0, 0, 0, 0, known]);
  await base.owner.unsafe(`drop database ${name}`);
});

const debian = "/usr/lib/postgresql/15/bin";
const servers: { name: string; bin?: string }[] = [{ name: "npm's Postgres" }];
if (await stat(debian).catch(() => undefined)) servers.push({ name: "Debian's Postgres 15", bin: debian });

describe.each(servers)("an owner who is no superuser, on $name", ({ bin }) => {
  let dataDir: string;
  let server: Embedded;
  let admin: postgres.Sql;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "armature-test-"));
    await chmod(dataDir, 0o755);
    server = await startEmbedded({ dataDir, settings: { fsync: "off" }, ...(bin === undefined ? {} : { bin }) });
    admin = postgres(server.url, { max: 1, fetch_types: false, onnotice: () => undefined });
  });
  afterAll(async () => {
    await admin.end();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test("is told what an administrator has to run, nothing is half done, and after that it works", async () => {
    await admin.unsafe("create role plain login createrole password 'p'");
    await admin.unsafe("create database theirs owner plain");
    const url = new URL(server.url);
    Object.assign(url, { username: "plain", password: "p", pathname: "/theirs" });
    const refusal = await migrate(url.href, "s").catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NeedsAdministrator);
    const { sql, message } = refusal as NeedsAdministrator;
    expect(message).toContain(sql);
    expect(await admin`select rolname from pg_roles where rolname like 'app\\_%'`).toHaveLength(0);
    await admin.unsafe(sql);
    expect(await migrate(url.href, "s")).toBe(known);
    expect(await migrate(url.href, "s")).toBe(0);

    const db = await openDatabase({ url: url.href, secret: "s" });
    const [tenant, id, worker] = [randomUUID(), randomUUID(), randomUUID()];
    await db.batch(tenant, [{ text: "insert into work (tenant_id, id, kind, class) values ($1, $2, 'run', 'c')", params: [tenant, id] }]);
    expect(await db.batch(randomUUID(), [{ text: "select * from work" }])).toEqual([[]]);
    expect(await db.claimWork(worker, ["c"], 5, 30)).toEqual([{ tenantId: tenant, workId: id }]);
    await db.close();
    // not even the owner passes the wall by accident
    const owner = postgres(url.href, { max: 1, fetch_types: false });
    await expect(owner`select * from work`).rejects.toMatchObject({ code: "42704" });
    await owner.end();
  });

  test("another secret does not open it", async () => {
    const db = await openDatabase({ url: server.url, secret: "wrong" });
    expect(await db.healthy()).toBe(false);
    await db.close();
  });
});
