import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeOf, Overloaded, TransactionRolledBack } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";

let base: TestDatabase;
let tenant: string;
beforeAll(async () => {
  base = await testDatabase({ lanes: 4 });
  tenant = await base.tenant();
});
afterAll(() => base.drop());

const insert = "insert into outbox (tenant_id, id, topic, body) values ($1, $2, $3, $4) returning id, body";
const read = "select body, jsonb_typeof(body) as kind from outbox where tenant_id = $1 and id = $2";

test("a batch writes and reads as one, rows per statement", async () => {
  const id = randomUUID();
  const [made, found] = await base.db.batch(tenant, [
    { text: insert, params: [tenant, id, "a", { n: 1 }] },
    { text: read, params: [tenant, id] },
  ]);
  expect(made).toEqual([{ id, body: { n: 1 } }]);
  expect(found).toEqual([{ body: { n: 1 }, kind: "object" }]);
});

test("what fails leaves nothing, and keeps its SQLSTATE", async () => {
  const id = randomUUID();
  const twice = { text: insert, params: [tenant, id, "b", {}] };
  await expect(base.db.batch(tenant, [twice, twice])).rejects.toMatchObject({ code: "23505" });
  const [rows] = await base.db.batch(tenant, [{ text: read, params: [tenant, id] }]);
  expect(rows).toEqual([]);
});

test("a value that cannot travel stops the whole batch before anything is sent", async () => {
  const id = randomUUID();
  const bad = base.db.batch(tenant, [
    { text: insert, params: [tenant, id, "c", {}] },
    { text: read, params: [tenant, undefined] },
  ]);
  await expect(bad).rejects.toThrow(TypeError);
  await expect(base.db.batch(tenant, [{ text: read, params: [tenant, new Date(Number.NaN)] }])).rejects.toThrow(TypeError);
  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  await expect(base.db.batch(tenant, [{ text: insert, params: [tenant, id, "c", circular] }])).rejects.toThrow(TypeError);
  expect((await base.db.batch(tenant, [{ text: read, params: [tenant, id] }]))[0]).toEqual([]);
});

test.each([
  ["object", { a: [1, "二", null, { b: true }] }, "object"],
  ["list", [1, "a", null], "array"],
  ["list of objects", [{ a: 1 }], "array"],
  ["empty list", [], "array"],
  ["text", 'say "hi"', "string"],
  ["text that looks like JSON", '{"a":1}', "string"],
  ["number", 0.1, "number"],
  ["boolean", false, "boolean"],
])("json: %s comes back as it went", async (_, value, kind) => {
  const id = randomUUID();
  const [, rows] = await base.db.batch(tenant, [
    { text: insert, params: [tenant, id, "j", value] },
    { text: read, params: [tenant, id] },
  ]);
  expect(rows).toEqual([{ body: value, kind }]);
});

test("the other types", async () => {
  const at = new Date("2026-03-19T06:30:00.123Z");
  const text =
    "select $1::int8 as big, $2::float8 as float, $3::bool as yes, $4::timestamptz as at, $5::bytea as bytes, $6::text[] as texts, $7::int8[] as bigs, $8::uuid[] as ids, $9::numeric as exact, $10::date as day, $11::text as nothing, $12::jsonb[] as docs, $13::text[] as none, 7 as small";
  const id = randomUUID();
  const params = [
    9_007_199_254_740_993n,
    1.5,
    true,
    at,
    new Uint8Array([0, 255]),
    ['a"b\\c', "d,{e}", null, "NULL", ""],
    [1, 2n],
    [id],
    "1.10",
    "2026-03-19",
    null,
    [{ a: 1 }, { b: '"' }],
    [],
  ];
  const [[row]] = (await base.db.batch(tenant, [{ text, params }])) as [[Record<string, unknown>]];
  expect({ ...row }).toEqual({
    big: "9007199254740993",
    float: 1.5,
    yes: true,
    at,
    bytes: Buffer.from([0, 255]),
    texts: ['a"b\\c', "d,{e}", null, "NULL", ""],
    bigs: ["1", "2"],
    ids: [id],
    exact: "1.10",
    day: "2026-03-19",
    nothing: null,
    docs: [{ a: 1 }, { b: '"' }],
    none: [],
    small: 7,
  });
  // an instant keeps its microseconds when it is given as text
  const micro = await base.db.batch(tenant, [
    { text: "select to_char($1::timestamptz at time zone 'utc', 'US') as us", params: ["2026-03-19T06:30:00.123456Z"] },
  ]);
  expect(micro[0]).toEqual([{ us: "123456" }]);
});

test("a read-only batch cannot write", async () => {
  const write = base.db.batch(tenant, [{ text: insert, params: [tenant, randomUUID(), "r", {}] }], { readOnly: true });
  await expect(write).rejects.toMatchObject({ code: "25006" });
});

test("a transaction reads, decides, writes; and is undone when its work throws", async () => {
  const id = randomUUID();
  const answer = await base.db.transaction(tenant, async (tx) => {
    await tx.query(insert, [tenant, id, "t", { step: 1 }]);
    const [row] = await tx.query<{ body: { step: number } }>(read, [tenant, id]);
    await tx.query("update outbox set body = $3 where tenant_id = $1 and id = $2", [tenant, id, { step: row!.body.step + 1 }]);
    return "done";
  });
  expect(answer).toBe("done");
  const undone = base.db.transaction(tenant, async (tx) => {
    await tx.query("update outbox set body = $3 where tenant_id = $1 and id = $2", [tenant, id, { step: 99 }]);
    throw new Error("changed my mind");
  });
  await expect(undone).rejects.toThrow("changed my mind");
  const [rows] = await base.db.batch(tenant, [{ text: read, params: [tenant, id] }]);
  expect(rows![0]!["body"]).toEqual({ step: 2 });
});

test("an error that work swallows is not taken for success", async () => {
  const id = randomUUID();
  const swallowed = base.db.transaction(tenant, async (tx) => {
    await tx.query(insert, [tenant, id, "s", {}]);
    await tx.query("select 1/0").catch(() => undefined);
  });
  await expect(swallowed).rejects.toThrow(TransactionRolledBack);
  await expect(swallowed).rejects.toMatchObject({ code: "22012" });
  expect((await base.db.batch(tenant, [{ text: read, params: [tenant, id] }]))[0]).toEqual([]);
});

test("a query that nobody awaits is part of the transaction, and its error harms nobody else", async () => {
  const id = randomUUID();
  await base.db.transaction(tenant, async (tx) => {
    void tx.query(insert, [tenant, id, "u", {}]);
  });
  expect((await base.db.batch(tenant, [{ text: read, params: [tenant, id] }]))[0]).toHaveLength(1);
  const failed = base.db.transaction(tenant, async (tx) => {
    void tx.query("select 1/0");
  });
  await expect(failed).rejects.toThrow(TransactionRolledBack);
});

test("a savepoint undoes its part alone", async () => {
  const [kept, dropped] = [randomUUID(), randomUUID()];
  await base.db.transaction(tenant, async (tx) => {
    await tx.query(insert, [tenant, kept, "p", {}]);
    const inner = tx.savepoint(async () => {
      await tx.query(insert, [tenant, dropped, "p", {}]);
      await tx.query(insert, [tenant, kept, "p", {}]);
    });
    await expect(inner).rejects.toMatchObject({ code: "23505" });
  });
  const [a, b] = await base.db.batch(tenant, [
    { text: read, params: [tenant, kept] },
    { text: read, params: [tenant, dropped] },
  ]);
  expect([a!.length, b!.length]).toEqual([1, 0]);
});

test("after its end a transaction takes no more", async () => {
  let late: Promise<unknown> = Promise.resolve();
  await base.db.transaction(tenant, async (tx) => {
    late = new Promise((resolve) => setImmediate(resolve))
      .then(() => new Promise((resolve) => setTimeout(resolve, 50)))
      .then(() => tx.query("select 1"));
  });
  await expect(late).rejects.toThrow("this transaction is over");
});

test("a statement and a whole transaction that take too long are ended, and the database goes on", async () => {
  const slow = base.db.batch(tenant, [{ text: "select pg_sleep($1)", params: [30] }], { statementMs: 50 });
  await expect(slow).rejects.toSatisfy((error) => codeOf(error) === "57014");
  const idle = base.db.transaction(tenant, () => new Promise(() => undefined), { deadlineMs: 100 });
  await expect(idle).rejects.toThrow(Overloaded);
  await expect(idle).rejects.toMatchObject({ code: "deadline" });
  expect(await base.db.healthy()).toBe(true);
});

test.each(["", "x", "00000000-0000-0000-0000-00000000000g", "00000000-0000-0000-0000-000000000000'; drop table work; --"])(
  "tenant id <%s> is refused",
  async (id) => {
    await expect(base.db.batch(id, [{ text: "select 1" }])).rejects.toThrow("a tenant id has to be a UUID");
    await expect(base.db.transaction(id, async () => undefined)).rejects.toThrow("a tenant id has to be a UUID");
  },
);

test("prepared plans that a schema change made stale cost nothing but a retry", async () => {
  const select = [{ text: "select * from outbox where tenant_id = $1 limit 0", params: [tenant] }];
  for (let i = 0; i < 8; i++) await base.db.batch(tenant, select);
  await base.owner.unsafe("alter table outbox add column note text");
  try {
    for (let i = 0; i < 8; i++) expect(await base.db.batch(tenant, select)).toEqual([[]]);
  } finally {
    await base.owner.unsafe("alter table outbox drop column note");
  }
});

test("auth: app_auth reads its schemas, and no tenant's", async () => {
  const rows = await base.db.auth.query<{ id: string }>("select id from auth.tenant where id = $1", [tenant]);
  expect(rows).toEqual([{ id: tenant }]);
  // refused for want of a tenant even before it is refused for want of the right
  await expect(base.db.auth.query("select * from public.outbox")).rejects.toSatisfy((error) => /^(42501|42704)$/.test(codeOf(error)!));
  await expect(base.db.batch(tenant, [{ text: "select * from auth.tenant" }])).rejects.toMatchObject({ code: "42501" });
  const name = await base.db.auth.transaction(async (tx) => {
    await tx.query("update auth.tenant set name = $2 where id = $1", [tenant, "New"]);
    return (await tx.query("select name from auth.tenant where id = $1", [tenant]))[0]!["name"];
  });
  expect(name).toBe("New");
  expect(await base.db.auth.remote("select current_user::text, $1::int", [7], "all")).toEqual({ rows: [["app_auth", 7]] });
  expect((await base.db.auth.remote("update auth.tenant set name = name where id = $1", [tenant], "execute")).rows).toMatchObject({
    count: 1,
  });
});

test("work is claimed once, across tenants, ids only", async () => {
  const other = await base.tenant();
  const add =
    "insert into work (tenant_id, id, kind, class, vft, due_at) values ($1, $2, 'run', $3, $4, now() + $5::float8 * interval '1 s')";
  const ids = Array.from({ length: 40 }, () => randomUUID());
  for (const [i, id] of ids.entries()) {
    const owner = i % 2 ? tenant : other;
    await base.db.batch(owner, [{ text: add, params: [owner, id, "c1", i, 0] }]);
  }
  await base.db.batch(tenant, [{ text: add, params: [tenant, randomUUID(), "c1", 0, 3_600] }]);
  await base.db.batch(tenant, [{ text: add, params: [tenant, randomUUID(), "c2", 0, 0] }]);
  const claims = await Promise.all(Array.from({ length: 8 }, () => base.db.claimWork(randomUUID(), ["c1"], 6, 30)));
  for (const claim of claims) expect(claim.length).toBeLessThanOrEqual(6);
  const rest = await base.db.claimWork(randomUUID(), ["c1"], 100, 30);
  const got = [...claims.flat(), ...rest];
  expect(got.map((each) => each.workId).toSorted()).toEqual(ids.toSorted());
  expect(Object.keys(got[0]!).toSorted()).toEqual(["tenantId", "workId"]);
  expect(new Set(got.map((each) => each.tenantId))).toEqual(new Set([tenant, other]));
  // the other class is due, this one not before its lease ends
  expect(await base.db.nextDue(["c2"])).toBe(0);
  expect(await base.db.nextDue(["c1"])).toBeGreaterThan(1_000);
  expect(await base.db.nextDue(["none"])).toBeNull();
  // a lease that has run out is given to the next, its delivery counted
  await base.owner`update work set lease_until = now() - interval '1 s' where id = ${ids[0]!}`;
  const worker = randomUUID();
  expect(await base.db.claimWork(worker, ["c1"], 10, 30)).toMatchObject([{ workId: ids[0] }]);
  expect(await base.owner`select deliveries, lease_owner from work where id = ${ids[0]!}`).toMatchObject([
    { deliveries: 2, lease_owner: worker },
  ]);
});

test("work is claimed class by class in the order named, in a class by fairness, never before it is due", async () => {
  const add =
    "insert into work (tenant_id, id, kind, class, vft, due_at) values ($1, $2, 'run', $3, $4, now() + $5::float8 * interval '1 s')";
  const ids: Record<string, string> = {};
  for (const [name, kind, vft, due] of [
    ["late", "second", 3, 0],
    ["early", "second", 1, -10],
    ["middle", "second", 2, -99],
    ["future", "second", 0, 60],
    ["first", "first", 9, 0],
  ] as const) {
    ids[name] = randomUUID();
    await base.db.batch(tenant, [{ text: add, params: [tenant, ids[name], kind, vft, due] }]);
  }
  const claim = async (limit: number) => {
    const got = await base.db.claimWork(randomUUID(), ["first", "second"], limit, 30);
    return new Set(got.map(({ workId }) => Object.keys(ids).find((name) => ids[name] === workId)));
  };
  expect(await claim(1)).toEqual(new Set(["first"]));
  expect(await claim(2)).toEqual(new Set(["early", "middle"]));
  expect(await claim(5)).toEqual(new Set(["late"]));
  expect(await claim(5)).toEqual(new Set());
});

test("notifications arrive", async () => {
  const heard: string[] = [];
  const ear = await base.db.listen("test channel", (payload) => heard.push(payload));
  await base.db.notify("test channel", "one");
  await base.db.transaction(tenant, (tx) => tx.query("select pg_notify('test channel', $1)", ["two"]));
  await expect.poll(() => heard).toEqual(["one", "two"]);
  await ear.stop();
});
