import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { appendOnly, neverChanged, policy } from "./secure.ts";
import { slotCounts } from "./tables/index.ts";
import { wallOf } from "./testing-catalog.ts";

/* What the database itself says of the walls. */

let base: TestDatabase;
beforeAll(async () => {
  base = await testDatabase();
});
afterAll(() => base.drop());

const list = async (text: string) => (await base.owner.unsafe<{ name: string }[]>(text)).map(({ name }) => name);

test("every tenant table has forced row security and the one policy, and belongs to the owner", async () => {
  const { tables } = await wallOf(base.owner);
  expect(Object.keys(tables).length).toBeGreaterThanOrEqual(17);
  for (const [name, table] of Object.entries(tables))
    expect(table, name).toEqual({
      on: true,
      forced: true,
      owned_by_app: false,
      policies: [["tenant", "PERMISSIVE", "ALL", "{public}", policy, policy]],
    });
});

test("exactly these tables stand outside row security, and app_rt reads only the released packages of them, and which migrations were applied", async () => {
  const outside = `select table_schema || '.' || table_name as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema', 'public') and table_type = 'BASE TABLE'`;
  expect(await list(`${outside} order by 1`)).toEqual([
    "auth.account",
    "auth.api_key",
    "auth.change",
    "auth.membership",
    "auth.session",
    "auth.tenant",
    "auth.ticket",
    "auth.user",
    "auth.verification",
    "drizzle.__drizzle_migrations",
    "platform.package_release",
  ]);
  const granted = (role: string, where: string) =>
    list(
      `select table_schema || '.' || table_name || ' ' || lower(privilege_type) as name from information_schema.role_table_grants where grantee = '${role}' and ${where} order by 1`,
    );
  expect(await granted("app_rt", "table_schema <> 'public'")).toEqual([
    "drizzle.__drizzle_migrations select",
    "platform.package_release select",
  ]);
  expect(await granted("app_auth", "table_schema <> 'auth'")).toEqual([
    "platform.package_release insert",
    "platform.package_release select",
  ]);
  expect(await granted("app_claim", "true")).toEqual([
    "auth.membership select",
    "public.active_revision select",
    "public.record_search select",
    "public.work select",
    "public.work update",
  ]);
  expect(await granted("PUBLIC", "table_schema in ('public', 'auth', 'platform', 'drizzle')")).toEqual([]);
});

test("nobody who can sign in bypasses row security, and nobody is a member of one who does", async () => {
  const roles = await base.owner.unsafe(`
    select rolname as name, rolcanlogin as login, rolsuper or rolcreaterole or rolcreatedb or rolreplication as strong, rolbypassrls as bypass,
      coalesce((select json_agg(pg_get_userbyid(m.roleid)) from pg_auth_members m where m.member = r.oid), '[]') as member_of
    from pg_roles r where rolname like 'app\\_%' order by 1`);
  expect([...roles]).toEqual([
    { name: "app_auth", login: true, strong: false, bypass: false, member_of: [] },
    { name: "app_claim", login: false, strong: false, bypass: true, member_of: [] },
    { name: "app_rt", login: true, strong: false, bypass: false, member_of: [] },
  ]);
});

test("what is written once can neither be changed nor deleted by the app", async () => {
  const may = await list(`select distinct table_name as name from information_schema.role_table_grants
    where grantee = 'app_rt' and table_schema = 'public' and privilege_type in ('UPDATE', 'DELETE') order by 1`);
  const all = await list("select tablename as name from pg_tables where schemaname = 'public' order by 1");
  expect(all.filter((name) => !may.includes(name))).toEqual([...appendOnly].toSorted());
  const change = await list(`select distinct table_name as name from information_schema.role_table_grants
    where grantee = 'app_rt' and table_schema = 'public' and privilege_type = 'UPDATE' order by 1`);
  expect(all.filter((name) => !change.includes(name))).toEqual([...appendOnly, ...neverChanged].toSorted());
  const beyond = await list(
    "select privilege_type as name from information_schema.role_table_grants where grantee = 'app_rt' and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')",
  );
  expect(beyond).toEqual([]);
});

test("uniqueness tells nothing across tenants: every unique index begins with tenant_id", async () => {
  const open = await list(`
    select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relnamespace = 'public'::regnamespace and i.indisunique
      and (select attname from pg_attribute a where a.attrelid = i.indrelid and a.attnum = i.indkey[0]) <> 'tenant_id'`);
  expect(open).toEqual([]);
  const keyless = await list(`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)`);
  expect(keyless).toEqual([]);
});

test("functions that look across tenants are these, pinned, and nobody's but the app's", async () => {
  const all = (await wallOf(base.owner)).functions;
  // that one looks at nothing: triggers call it with the rights of whoever writes
  const [noting, ...functions] = all.toSorted((a, b) => String(a["name"]).localeCompare(String(b["name"])));
  expect(noting).toMatchObject({
    name: "auth.note_change()",
    definer: false,
    config: expect.stringContaining('"search_path=pg_catalog, pg_temp"'),
  });
  expect(noting!["acl"]).not.toMatch(/(^\{|,)=|app_/);
  expect(functions.map((each) => each["name"])).toEqual([
    "platform.claim_work(uuid,text[],integer,double precision)",
    "platform.large_tenants(double precision)",
    "platform.members_among(text[])",
    "platform.next_due(text[])",
    "platform.revised_since(timestamp with time zone)",
    "platform.search_records(text,bigint[],integer,integer)",
  ]);
  for (const each of functions) {
    expect(each).toMatchObject({ owner: "app_claim", definer: true, config: expect.stringContaining('"search_path=pg_catalog, pg_temp"') });
    expect(each["acl"]).toBe("{app_claim=X/app_claim,app_rt=X/app_claim}");
  }
});

test("nothing that would not run on a distributed Postgres, or leak: no triggers, views, definer-free shortcuts or foreign keys between tenants' tables", async () => {
  expect(
    await list(
      "select tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace = 'public'::regnamespace",
    ),
  ).toEqual([]);
  expect(
    await list(
      "select relname as name from pg_class where relnamespace in ('public'::regnamespace, 'auth'::regnamespace, 'platform'::regnamespace) and relkind in ('v', 'm', 'f')",
    ),
  ).toEqual([]);
});

test("whatever ends or changes somebody's way in is noted by triggers, which fire always", async () => {
  const found = await list(
    `select c.relname || ' ' || t.tgname || ' ' || t.tgenabled::text || ' ' || t.tgtype::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'auth'::regnamespace and not t.tgisinternal order by 1`,
  );
  // tgtype: 1 for each row, 4 insert, 8 delete, 16 update, 32 truncate
  expect(found).toEqual([
    "api_key note_change A 25",
    "api_key note_truncate A 32",
    "membership note_change A 29",
    "membership note_truncate A 32",
    "session note_change A 25",
    "session note_truncate A 32",
    "tenant note_change A 25",
    "tenant note_truncate A 32",
    "user note_change A 25",
    "user note_truncate A 32",
  ]);
});

test("every slot has its index, of leakproof types, exact text", async () => {
  const indexes = await list(
    "select indexdef as name from pg_indexes where schemaname = 'public' and tablename = 'records' and indexname not in ('records_key', 'records_deleted')",
  );
  const slots = Object.entries(slotCounts).flatMap(([letter, count]) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`));
  const wanted = slots.map(
    (slot) => `CREATE INDEX records_${slot} ON public.records USING btree (tenant_id, object_id, ${slot}, id) WHERE (${slot} IS NOT NULL)`,
  );
  expect(indexes.toSorted()).toEqual(wanted.toSorted());
  const loose =
    await list(`select a.attname as name from pg_attribute a join pg_type t on t.oid = a.atttypid left join pg_collation c on c.oid = a.attcollation
    where a.attrelid = 'public.records'::regclass and a.attname ~ '^[siftrb][0-9]+$'
      and (t.typname not in ('text', 'int8', 'float8', 'timestamptz', 'uuid', 'bool') or (t.typname = 'text' and c.collname <> 'C'))`);
  expect(loose).toEqual([]);
});

test("the role carries its back-stops", async () => {
  const [row] = await base.owner.unsafe<{ config: string[] }[]>(
    "select to_json(rolconfig) as config from pg_roles where rolname = 'app_rt'",
  );
  expect(row!.config.toSorted()).toEqual([
    "client_connection_check_interval=2s",
    "idle_in_transaction_session_timeout=10s",
    "jit=off",
    "lock_timeout=1s",
    "max_parallel_workers_per_gather=0",
    "search_path=public",
    "statement_timeout=5s",
  ]);
});
