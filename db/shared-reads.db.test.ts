import { afterAll, beforeAll, expect, it } from "vitest";
import { openDatabase, type Database } from "./index.ts";
import { testDatabase, testSecret, type TestDatabase } from "./testing.ts";

let test: TestDatabase;
let db: Database;
beforeAll(async () => {
  test = await testDatabase();
  db = await openDatabase({ url: test.url, secret: testSecret, lanes: 2, perTenant: 1 });
});
afterAll(async () => {
  await db?.close();
  await test?.drop();
});

const bound = (value: string) => [
  { text: "select current_setting('app.tenant_id') as tenant, $1::text as value, txid_current_if_assigned() as tx", params: [value] },
];
const shared = { readOnly: true, share: "byKey" } as const;

it("gives each reader its own rows, bound to its own tenant, when many travel together", async () => {
  const tenants = [await test.tenant(), await test.tenant(), await test.tenant()];
  const answers = await Promise.all(
    Array.from({ length: 600 }, async (_, n) => {
      const tenant = tenants[n % tenants.length]!;
      const [rows] = await db.batch(tenant, bound(`v${n}`), shared);
      return rows![0]!["tenant"] === tenant && rows![0]!["value"] === `v${n}`;
    }),
  );
  expect(answers.every(Boolean)).toBe(true);
});

it("one reader's failing statement is its own affair", async () => {
  const tenant = await test.tenant();
  const answers = await Promise.allSettled(
    Array.from({ length: 40 }, (_, n) =>
      n === 17
        ? db.batch(tenant, [{ text: "select $1::text::uuid", params: ["no uuid"] }], shared)
        : db.batch(tenant, bound(`v${n}`), shared),
    ),
  );
  expect(answers.map(({ status }) => status).filter((status) => status === "rejected")).toHaveLength(1);
  expect(answers[17]).toMatchObject({ status: "rejected", reason: { code: "22P02" } });
  expect(answers[18]).toMatchObject({ status: "fulfilled", value: [[{ value: "v18", tenant }]] });
});

it("one reader's statement that takes too long is not tried again, and the others get theirs", async () => {
  const tenant = await test.tenant();
  const answers = await Promise.allSettled(
    Array.from({ length: 12 }, (_, n) =>
      n === 7 ? db.batch(tenant, [{ text: "select pg_sleep(30)", params: [] }], shared) : db.batch(tenant, bound(`v${n}`), shared),
    ),
  );
  expect(answers.flatMap(({ status }, n) => (status === "rejected" ? [n] : []))).toEqual([7]);
  expect(answers[7]).toMatchObject({ reason: { code: "57014" } });
});

it("who asks for other plans, or reads more, travels apart", async () => {
  const tenant = await test.tenant();
  const text = "select current_setting('plan_cache_mode') as plans, pg_current_snapshot()::text as at, $1::text as n";
  const kinds = [shared, { ...shared, plans: "kept" }, { ...shared, plans: "anew" }, { readOnly: true, share: "page" }] as const;
  const answers = await Promise.all(
    Array.from({ length: 80 }, async (_, n) => {
      const [rows] = await db.batch(tenant, [{ text, params: [String(n)] }], kinds[n % 4]!);
      return rows![0]!;
    }),
  );
  expect(answers.map((row) => row["n"])).toEqual(answers.map((_, n) => String(n)));
  const modes = ["auto", "force_generic_plan", "force_custom_plan", "auto"];
  expect(answers.map((row) => row["plans"])).toEqual(answers.map((_, n) => modes[n % 4]));
});

it("cannot write", async () => {
  const tenant = await test.tenant();
  await expect(
    db.batch(
      tenant,
      [{ text: "insert into record_sequence (tenant_id, object_id, field_id, next) values ($1, 'o', 'f', 1)", params: [tenant] }],
      shared,
    ),
  ).rejects.toMatchObject({ code: "25006" });
});
