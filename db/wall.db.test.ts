import { randomUUID } from "node:crypto";
import { getTableColumns, is } from "drizzle-orm";
import { getTableConfig, PgTable, type AnyPgColumn } from "drizzle-orm/pg-core";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { codeOf } from "#db";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import { urlAs } from "./credentials.ts";
import { appendOnly, neverChanged } from "./secure.ts";
import * as schema from "./tables/index.ts";

/* For every tenant table and every verb, as the app's role: its own tenant, another's, none. A new table is covered the day it appears. */

const tables = (Object.values(schema) as unknown[])
  .filter((each): each is PgTable => is(each, PgTable))
  .map((table) => ({ table, ...getTableConfig(table) }))
  .filter(({ schema: place, columns }) => place === undefined && columns.some((column) => column.name === "tenant_id"));

let base: TestDatabase;
let own: string;
let other: string;
/** app_rt as nobody ought to use it: no tenant bound, or left over from an earlier transaction. */
let bare: postgres.Sql;

beforeAll(async () => {
  base = await testDatabase({ lanes: 2 });
  own = await base.tenant();
  other = await base.tenant();
  bare = postgres(urlAs("app_rt", base.url, testSecret), { max: 1, fetch_types: false, onnotice: () => undefined });
});
afterAll(async () => {
  await bare.end();
  await base.drop();
});

/** A value that a column takes. */
function sample(column: AnyPgColumn): unknown {
  const type = column.getSQLType();
  if (type === "uuid") return randomUUID();
  if (type.startsWith("text[]")) return [];
  if (type.startsWith("text")) return randomUUID();
  if (type === "jsonb") return { a: 1 };
  if (type === "bytea") return new Uint8Array(Buffer.from(randomUUID()));
  if (type === "integer" || type === "bigint") return Math.floor(Math.random() * 2 ** 31);
  if (type === "smallint" || type === "double precision") return 0;
  if (type.startsWith("timestamp")) return new Date(0);
  if (type === "boolean") return false;
  if (type === "date") return "2026-01-01";
  if (type === "bigint[]") return [];
  throw new Error(`no sample for a column of type <${type}>`);
}

function row(table: PgTable, tenant: string): { text: string; params: unknown[] } {
  const columns = Object.values(getTableColumns(table)).filter((column) => column.notNull || column.primary);
  const params = columns.map((column) => (column.name === "tenant_id" ? tenant : sample(column as AnyPgColumn)));
  const { name } = getTableConfig(table);
  return {
    text: `insert into ${name} (${columns.map((column) => `"${column.name}"`).join(", ")}) values (${params.map((_, i) => `$${i + 1}`).join(", ")})`,
    params,
  };
}

test("there are tenant tables, and every table that is left out has a schema of its own", () => {
  expect(tables.length).toBeGreaterThanOrEqual(17);
});

describe.each(tables.map(({ name, table }) => ({ name, table })))("$name", ({ name, table }) => {
  const frozen = appendOnly.has(name);
  const count = async (tenant: string) => (await base.owner.unsafe(`select from ${name} where tenant_id = '${tenant}'`)).length;
  const as = (tenant: string, text: string, params: unknown[] = []) => base.db.batch(tenant, [{ text, params }]).then(([rows]) => rows!);

  beforeAll(async () => {
    for (const tenant of [own, other]) {
      const { text, params } = row(table, tenant);
      await base.db.batch(tenant, [{ text, params }]);
      expect(await count(tenant)).toBe(1);
    }
  });

  test("select sees its own and nothing else, asked for or not", async () => {
    expect(await as(own, `select tenant_id from ${name}`)).toEqual([{ tenant_id: own }]);
    expect(await as(own, `select tenant_id from ${name} where tenant_id = $1`, [other])).toEqual([]);
    expect(await as(own, `select count(*)::int as n from ${name} where tenant_id <> $1`, [own])).toEqual([{ n: 0 }]);
  });

  test("insert for another tenant is refused", async () => {
    const { text, params } = row(table, other);
    await expect(as(own, text, params)).rejects.toMatchObject({ code: "42501" });
    expect(await count(other)).toBe(1);
  });

  test("update reaches no other tenant's row, and moves no row there", async () => {
    const touch = `update ${name} set tenant_id = tenant_id where tenant_id = $1 returning tenant_id`;
    const move = `update ${name} set tenant_id = $1`;
    await expect(as(own, move, [other])).rejects.toMatchObject({ code: "42501" });
    if (frozen || neverChanged.has(name)) return await expect(as(own, touch, [own])).rejects.toMatchObject({ code: "42501" });
    expect(await as(own, touch, [other])).toEqual([]);
    expect(await as(own, touch, [own])).toEqual([{ tenant_id: own }]);
    expect([await count(own), await count(other)]).toEqual([1, 1]);
  });

  test("delete reaches its own rows alone, and none where nothing may be deleted", async () => {
    const all = `delete from ${name} returning tenant_id`;
    const others = `delete from ${name} where tenant_id = $1 returning tenant_id`;
    if (frozen) {
      await expect(as(own, all)).rejects.toMatchObject({ code: "42501" });
    } else {
      expect(await as(own, others, [other])).toEqual([]);
      expect(await as(own, all)).toEqual([{ tenant_id: own }]);
      const { text, params } = row(table, own);
      await as(own, text, params);
    }
    await expect(as(own, `truncate ${name}`)).rejects.toMatchObject({ code: "42501" });
    expect([await count(own), await count(other)]).toEqual([1, 1]);
  });

  test.each([
    ["was never bound", "reset all"],
    ["was bound by an earlier transaction", "begin; set local app.tenant_id = '00000000-0000-0000-0000-000000000000'; commit"],
  ])("when a tenant %s every verb raises: never an empty answer", async (_, before) => {
    await bare.unsafe(before);
    const { text, params } = row(table, own);
    for (const [statement, values] of [
      [`select * from ${name}`, []],
      [`select count(*) from ${name}`, []],
      [text, params],
      [`update ${name} set tenant_id = tenant_id`, []],
      [`delete from ${name}`, []],
    ] as const) {
      const answer = bare.unsafe(statement, [...values] as never[], { prepare: false });
      await expect(answer, statement).rejects.toSatisfy((error) => /^(42704|22P02|42501)$/.test(codeOf(error) ?? ""));
    }
    expect([await count(own), await count(other)]).toEqual([1, 1]);
  });
});
