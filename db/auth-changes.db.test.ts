import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { AuthStamp } from "./auth-changes.ts";

/* What changed among keys, sessions, people and tenants, as it is told to whoever remembers them. */

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.drop());

/** A tenant with a key, a member and his session. */
async function somebody() {
  const tenant = await base.tenant();
  const [user, session, key] = [randomUUID(), randomUUID(), randomUUID()];
  await base.owner`insert into auth."user" (id, name, email) values (${user}, 'Ann', ${`${user}@example.test`})`;
  await base.owner`insert into auth.membership (tenant_id, user_id, roles) values (${tenant}, ${user}, '{a}')`;
  await base.owner`insert into auth.session (id, token, user_id, expires_at) values (${session}, ${session}, ${user}, now() + interval '1 day')`;
  await base.owner`insert into auth.api_key (id, tenant_id, hash, name) values (${key}, ${tenant}, decode(md5(${key}), 'hex'), 'x')`;
  return { tenant, user, session, key };
}

/** Told twice a second, as a process is. */
function listener() {
  let stamp: AuthStamp | undefined;
  return async () => {
    const found = await base.db.auth.changes(stamp);
    stamp = found.stamp;
    return found.subjects?.toSorted();
  };
}

test("the first answer says nothing but from when on; then each change is told once, by whose it is", async () => {
  const { tenant, user, session, key } = await somebody();
  const told = listener();
  expect(await told()).toBeUndefined();
  expect(await told()).toEqual([]);
  const { owner } = base;
  const changes: [() => Promise<unknown>, string[]][] = [
    [() => owner`update auth.api_key set revoked_at = now() where id = ${key}`, [key]],
    [() => owner`update auth.api_key set roles = '{b}' where id = ${key}`, [key]],
    [() => owner`delete from auth.api_key where id = ${key}`, [key]],
    [() => owner`update auth.membership set roles = '{b}' where user_id = ${user}`, [user]],
    [() => owner`update auth.session set expires_at = now() where id = ${session}`, [session]],
    [() => owner`update auth."user" set name = 'Eve' where id = ${user}`, [user]],
    [() => owner`update auth.tenant set status = 'suspended' where id = ${tenant}`, [tenant]],
    [() => owner`delete from auth.membership where user_id = ${user}`, [user]],
    [() => owner`insert into auth.membership (tenant_id, user_id) values (${tenant}, ${user})`, [user]],
    [() => owner`delete from auth."user" where id = ${user}`, [session, user].toSorted()],
    [() => owner`delete from auth.tenant where id = ${tenant}`, [tenant]],
    // settings come with the metadata, a new key and a new session were nobody's before
    [() => owner`update auth.tenant set settings = '{}'`, []],
    [somebody, []],
  ];
  for (const [change, subjects] of changes) {
    await change();
    const found = await told();
    // somebody who is new has a membership
    if (change === somebody) expect(found).toHaveLength(1);
    else expect(found, change.toString()).toEqual(subjects);
    expect(await told()).toEqual([]);
  }
});

test("what the app writes is told too, what is undone is not", async () => {
  const { key, user } = await somebody();
  const told = listener();
  await told();
  await base.db.auth.query("update auth.api_key set revoked_at = now() where id = $1", [key]);
  expect(await told()).toEqual([key]);
  await expect(
    base.db.auth.transaction(async (tx) => {
      await tx.query("delete from auth.membership where user_id = $1", [user]);
      throw new Error("undone");
    }),
  ).rejects.toThrow("undone");
  expect(await told()).toEqual([]);
});

test("a change that was made long before it is committed is told when it is committed, whatever was told meanwhile", async () => {
  const people = await Promise.all(Array.from({ length: 6 }, somebody));
  const told = listener();
  await told();
  const seen: string[] = [];
  const hear = async () => void seen.push(...(await told())!);
  const open = people.slice(0, 4).map(({ key }) => {
    const sql = postgres(base.url, { max: 1, fetch_types: false, onnotice: () => undefined });
    let end!: (undo: boolean) => void;
    let begun!: () => void;
    const made = new Promise<void>((resolve) => (begun = resolve));
    const ended = sql
      .begin(async (tx) => {
        await tx`update auth.api_key set revoked_at = now() where id = ${key}`;
        begun();
        if (await new Promise<boolean>((resolve) => (end = resolve))) throw new Error("undone");
      })
      .catch(() => undefined)
      .finally(() => sql.end());
    return { made, end: async (undo: boolean) => (end(undo), ended) };
  });
  await Promise.all(open.map(({ made }) => made));
  await hear();
  // later numbers are committed earlier
  await base.owner`update auth.api_key set revoked_at = now() where id = ${people[4]!.key}`;
  await hear();
  await hear();
  await open[3]!.end(false);
  await hear();
  await open[1]!.end(true);
  await hear();
  await base.owner`update auth.api_key set revoked_at = now() where id = ${people[5]!.key}`;
  await open[0]!.end(false);
  await hear();
  await open[2]!.end(false);
  await hear();
  await hear();
  const [first, , third, fourth, fifth, sixth] = people.map(({ key }) => key);
  expect(seen).toEqual([fifth, fourth, ...[first, sixth].toSorted(), third]);
});

test("nothing is kept back from what restores and replicates, and a table that is emptied changes everybody", async () => {
  const { key } = await somebody();
  const told = listener();
  await told();
  await base.owner.begin(async (tx) => {
    await tx`set local session_replication_role = 'replica'`;
    await tx`update auth.api_key set revoked_at = now() where id = ${key}`;
  });
  expect(await told()).toEqual([key]);
  for (const table of ["api_key", "membership", "session"]) {
    await base.owner.unsafe(`truncate auth.${table}`);
    expect(await told(), table).toBeUndefined();
    expect(await told()).toEqual([]);
  }
});

test("who was told by another server, too long ago, or would be told too much knows nothing", async () => {
  const { stamp } = await base.db.auth.changes();
  expect((await base.db.auth.changes(stamp)).subjects).toEqual([]);
  expect((await base.db.auth.changes({ ...stamp, server: "1" })).subjects).toBeUndefined();
  expect((await base.db.auth.changes({ ...stamp, at: stamp.at - 301_000 })).subjects).toBeUndefined();
  // the database's clock was set back
  expect((await base.db.auth.changes({ ...stamp, at: stamp.at + 3_600_000 })).subjects).toBeUndefined();
  const tenant = await base.tenant();
  await base.owner`insert into auth.membership (tenant_id, user_id) select ${tenant}, 'many-' || n from generate_series(1, 10001) n`;
  expect((await base.db.auth.changes(stamp)).subjects).toBeUndefined();
  await base.owner`delete from auth.change where subject = 'many-1'`;
  expect((await base.db.auth.changes(stamp)).subjects).toHaveLength(10_000);
});

test("what was told is forgotten ten minutes after it was first seen committed, and not before", async () => {
  await base.owner`delete from auth.change`;
  const { key } = await somebody();
  await base.owner`delete from auth.change`;
  const there = async () => (await base.owner`select subject from auth.change`).map((row) => row["subject"]);
  await base.owner`update auth.api_key set revoked_at = now() where id = ${key}`;
  for (let sweep = 0; sweep < 3; sweep++) await base.db.auth.sweepChanges();
  expect(await there()).toEqual([key]);
  await base.owner`update auth.change set seen_at = seen_at - interval '9 minutes'`;
  await base.db.auth.sweepChanges();
  expect(await there()).toEqual([key]);
  await base.owner`update auth.change set seen_at = seen_at - interval '2 minutes'`;
  await base.db.auth.sweepChanges();
  expect(await there()).toEqual([]);
});
