/** What every measurement stands on: a database of its own with durable settings, the restaurant package in one tenant, and a key. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { components } from "#components/definitions";
import { openDatabase, type Database } from "#db";
import { migrate, startEmbedded } from "#db/owner";
import { createLanguage } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import {
  createApiKey,
  createLocalStore,
  createPlatform,
  createTenant,
  installPackage,
  readPackageFolder,
  registerPackage,
  startPlatform,
  stopPlatform,
  type Platform,
} from "#runtime";
import { steps } from "#runtime/steps/definitions";
import { pino } from "pino";
import postgres from "postgres";
import { secret } from "./secret.ts";

export interface Ground {
  readonly url: string;
  readonly db: Database;
  readonly platform: Platform;
  readonly tenantId: string;
  readonly key: string;
  readonly owner: postgres.Sql;
  close(): Promise<void>;
}

export const language = createLanguage({ fields, operators, components, steps });

/** Opens a platform on an existing database; for child processes. `works`: it carries out jobs too. */
export async function openPlatform(url: string, works = false): Promise<{ db: Database; platform: Platform }> {
  const db = await openDatabase({ url, secret });
  const files = createLocalStore(join(tmpdir(), "armature-bench-files"));
  const platform = createPlatform({ db, language, secret, baseUrl: "http://localhost:3000", files, log: pino({ level: "silent" }), works });
  await startPlatform(platform);
  return { db, platform };
}

/** `settings`: of Postgres, over the usual ones. */
export async function layGround(settings: Readonly<Record<string, string>> = {}): Promise<Ground> {
  const dataDir = await mkdtemp(join(tmpdir(), "armature-bench-"));
  const embedded = await startEmbedded({
    dataDir,
    settings: { shared_buffers: "1GB", max_wal_size: "4GB", random_page_cost: "1.1", ...settings },
  });
  await migrate(embedded.url, secret);
  const { db, platform } = await openPlatform(embedded.url);
  const { id: tenantId } = await createTenant(db, `bench-${randomUUID().slice(0, 8)}`, "Bench");
  const read = await readPackageFolder("packages/restaurant");
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  for (const done of [await registerPackage(platform, read.value), await installPackage(platform, tenantId, read.value.manifest)]) {
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
  }
  const { key } = await createApiKey(db, { tenantId, name: "bench", roles: ["implementer"] });
  const owner = postgres(embedded.url, { max: 2, onnotice: () => undefined });
  return {
    url: embedded.url,
    db,
    platform,
    tenantId,
    key,
    owner,
    async close() {
      await owner.end();
      await stopPlatform(platform);
      await db.close();
      await embedded.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/**
 * The same rows twice: in `records` with their slots, as the write path would have filled them, and in a physical table with
 * columns, the same indexes and the same row security.
 */
export async function fillOrders(ground: Ground, count: number): Promise<{ ids: string[] }> {
  const effective = await ground.platform.effectives.get(ground.tenantId);
  const order = effective.objects.get("order");
  if (order === undefined) throw new Error("the restaurant package has an object order");
  const column = (name: string): string => {
    const slot = order.byName.get(name)?.slot;
    if (slot?.state !== "ready") throw new Error(`order.${name} has no ready slot`);
    return slot.column;
  };
  const id = (name: string): string => order.byName.get(name)!.id;
  const { owner, tenantId } = ground;
  await owner.unsafe(`
    create table bench_order (tenant_id uuid not null, id uuid not null, version int8 not null default 1, number text collate "C", customer_name text collate "C",
      channel text collate "C", amount int8, status text collate "C", payment_method text collate "C", placed_at timestamptz, note text, created_at timestamptz not null default now(), primary key (tenant_id, id));
    alter table bench_order enable row level security; alter table bench_order force row level security;
    create policy tenant on bench_order using (tenant_id = current_setting('app.tenant_id')::uuid) with check (tenant_id = current_setting('app.tenant_id')::uuid);
    grant select, insert, update, delete on bench_order to app_rt;`);
  await owner.begin(async (tx) => {
    await tx.unsafe(`set local app.tenant_id = '${tenantId}'`);
    await tx.unsafe(
      `insert into bench_order (tenant_id, id, number, customer_name, channel, amount, status, payment_method, placed_at, note)
       select $1::uuid, ('0198f0b0-' || lpad(to_hex(n / 65536), 4, '0') || '-7' || lpad(to_hex(n % 4096), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         lpad(n::text, 8, '0'), 'customer ' || (n * 7919 % 50000), (array['app','web','mini_program','pos','table_code'])[1 + n % 5], (n * 104729 % 200000)::int8,
         (array['completed','completed','completed','cancelled','waiting'])[1 + (n / 7) % 5], (array['alipay','wechat_pay','unionpay'])[1 + n % 3],
         timestamptz '2025-01-01' + (n * 15485863 % 31536000) * interval '1 second', 'note ' || n
       from generate_series(1, $2::int8) n`,
      [tenantId, count],
    );
    await tx.unsafe(
      `insert into records (tenant_id, object_id, id, data, ${["number", "customer_name", "channel", "amount", "status", "payment_method", "placed_at"].map(column).join(", ")}, created_by, updated_by)
       select tenant_id, $1, id, jsonb_build_object('${id("number")}', number, '${id("customer_name")}', customer_name, '${id("channel")}', channel,
           '${id("amount")}', jsonb_build_object('currency', 'CNY', 'minor', amount), '${id("status")}', status, '${id("payment_method")}', payment_method,
           '${id("placed_at")}', to_char(placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '${id("note")}', note),
         number, customer_name, channel, amount, status, payment_method, placed_at, 'bench', 'bench' from bench_order`,
      [order.id],
    );
  });
  for (const name of ["number", "customer_name", "channel", "amount", "status", "payment_method", "placed_at"]) {
    await owner.unsafe(`create index on bench_order (tenant_id, ${name}, id)`);
  }
  await owner.unsafe("vacuum analyze bench_order");
  await owner.unsafe("vacuum analyze records");
  const ids = await owner.begin(async (tx) => {
    await tx.unsafe(`set local app.tenant_id = '${tenantId}'`);
    return tx.unsafe<{ id: string }[]>("select id from bench_order order by customer_name limit 1000");
  });
  return { ids: ids.map((row) => row.id) };
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
