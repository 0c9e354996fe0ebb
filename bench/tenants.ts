/**
 * One tenant beside ten thousand of them: get and list over HTTP, every request by another tenant's key, 1,000 records each. The one has a
 * database of his own and is measured in turn with the others, because a machine is not the same ten minutes later.
 * `TENANTS=n` and `RECORDS=n` make it smaller.
 */
import { createHash, randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { totalmem } from "node:os";
import type { ChildProcess } from "node:child_process";
import { layGround, median, type Ground } from "./ground.ts";
import { startServer } from "./load.ts";

const many = Number(process.env["TENANTS"] ?? 10_000);
const perTenant = Number(process.env["RECORDS"] ?? 1_000);
const ports = { alone: 4121, among: 4122 } as const;
const perRound = 4_000;
const rounds = 5;
const atOnce = 4;

interface Sample {
  readonly key: string;
  readonly id: string;
}

const keyOf = (n: number): string => `bench-tenant-key-${n}`;
/** The id of record `m` of tenant `n`: in the order of making, as the write path makes them. */
const idOf = (n: number, m: number): string => {
  const hex = (value: number, length: number) => value.toString(16).padStart(length, "0");
  return `0198f0b0-${hex(n, 4)}-7${hex(m % 4096, 3)}-8000-${hex(n, 6)}${hex(m, 6)}`;
};

export async function measureTenants(): Promise<Record<string, unknown>> {
  // a quarter of the machine's memory, as the database's manual advises; the one tenant touches little of his
  const settings = { shared_buffers: `${Math.round(totalmem() / 4 / 2 ** 20)}MB` };
  const grounds: Ground[] = [];
  const server: ChildProcess[] = [];
  try {
    for (let n = 0; n < 2; n++) grounds.push(await layGround(settings));
    const [ground, alone] = grounds as [Ground, Ground];
    for (const each of grounds) await addTenants(each, 1, 1);
    server.push(await startServer("bench/server-api.ts", [alone.url, String(ports.alone)]));
    server.push(await startServer("bench/server-api.ts", [ground.url, String(ports.among)]));
    const before = await objectsOf(ground);
    const began = performance.now();
    await addTenants(ground, 2, many);
    await ground.owner.unsafe("vacuum analyze records");
    const filledSeconds = Math.round((performance.now() - began) / 1_000);
    const after = await objectsOf(ground);
    const sample = () => {
      const n = 1 + random(many);
      return { key: keyOf(n), id: idOf(n, 1 + random(perTenant)) };
    };
    const ofTheOne = () => ({ key: keyOf(1), id: idOf(1, 1 + random(perTenant)) });
    await alone.owner.unsafe("vacuum analyze records");
    await measure(ports.alone, ofTheOne);
    // everybody has been there once, as he is most of the time
    let visited = 0;
    const each = () => {
      const n = 1 + (visited++ % many);
      return { key: keyOf(n), id: idOf(n, 1 + random(perTenant)) };
    };
    const cold = { get: await load(ports.among, each, byId, many), list: await load(ports.among, each, aList, many) };
    const seen: Record<"one" | "many" | "oneAmongMany", Measured[]> = { one: [], many: [], oneAmongMany: [] };
    for (let round = 0; round < rounds; round++) {
      seen.one.push(await measure(ports.alone, ofTheOne));
      seen.many.push(await measure(ports.among, sample));
      seen.oneAmongMany.push(await measure(ports.among, ofTheOne));
    }
    const [one, all] = [mediansOf(seen.one), mediansOf(seen.many)];
    return {
      tenants: many,
      records: many * perTenant,
      filledSeconds,
      tablesAndIndexes: [before, after],
      one,
      manyFirstRound: cold,
      many: all,
      oneAmongMany: mediansOf(seen.oneAmongMany),
      getRatio: all.get.p95 / one.get.p95,
      listRatio: all.list.p95 / one.list.p95,
    };
  } finally {
    for (const each of server) each.kill();
    await Promise.allSettled(grounds.map((each) => each.close()));
  }
}

const random = (below: number): number => Math.floor(Math.random() * below);

async function objectsOf({ owner }: Ground): Promise<number> {
  const [row] = await owner.unsafe<{ n: number }[]>(
    "select count(*)::int as n from pg_class where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace",
  );
  return row!.n;
}

/** Tenants like the one that has the package installed, made as rows: what installing would have written. */
async function addTenants({ owner, tenantId: model, platform }: Ground, from: number, to: number): Promise<void> {
  const order = (await platform.effectives.get(model)).objects.get("order")!;
  const at = (name: string) => {
    const field = order.byName.get(name)!;
    return { id: field.id, column: field.slot!.column };
  };
  const [channel, amount, status, placedAt] = ["channel", "amount", "status", "placed_at"].map(at) as [At, At, At, At];
  const step = 200;
  for (let first = from; first <= to; first += step) {
    const last = Math.min(to, first + step - 1);
    const tenants = Array.from({ length: last - first + 1 }, (_, i) => ({
      n: first + i,
      id: randomUUID(),
      slug: `bench-many-${first + i}`,
      hash: createHash("sha256")
        .update(keyOf(first + i))
        .digest("hex"),
      key: randomUUID(),
    }));
    await owner.begin(async (tx) => {
      await tx.unsafe("create temporary table fresh (n int, id uuid, slug text, hash text, key uuid) on commit drop");
      await tx.unsafe(
        "insert into fresh select x.n, x.id, x.slug, x.hash, x.key from jsonb_to_recordset($1::jsonb) as x(n int, id uuid, slug text, hash text, key uuid)",
        [tenants as never],
      );
      await tx.unsafe("insert into auth.tenant (id, slug, name) select id, slug, slug from fresh");
      await tx.unsafe(
        "insert into auth.api_key (id, tenant_id, hash, name, roles) select key, id, decode(hash, 'hex'), 'bench', array['implementer'] from fresh",
      );
      await tx.unsafe(
        "insert into revision (tenant_id, n, packages, documents, published_by) select f.id, r.n, r.packages, r.documents, 'bench' from fresh f, revision r where r.tenant_id = $1",
        [model],
      );
      await tx.unsafe(
        "insert into document_patch (tenant_id, hash, body) select f.id, p.hash, p.body from fresh f, document_patch p where p.tenant_id = $1",
        [model],
      );
      await tx.unsafe(
        "insert into active_revision (tenant_id, n) select f.id, a.n from fresh f, active_revision a where a.tenant_id = $1",
        [model],
      );
      await tx.unsafe(
        "insert into field_slot (tenant_id, object_id, field_id, slot, state) select f.id, s.object_id, s.field_id, s.slot, s.state from fresh f, field_slot s where s.tenant_id = $1 and s.state <> 'clearing'",
        [model],
      );
      await tx.unsafe(
        `insert into records (tenant_id, object_id, id, data, ${channel.column}, ${amount.column}, ${status.column}, ${placedAt.column}, created_by, updated_by)
         select f.id, $1, ('0198f0b0-' || lpad(to_hex(f.n), 4, '0') || '-7' || lpad(to_hex(m % 4096), 3, '0') || '-8000-' || lpad(to_hex(f.n), 6, '0') || lpad(to_hex(m), 6, '0'))::uuid,
           jsonb_build_object('${channel.id}', c.channel, '${amount.id}', jsonb_build_object('currency', 'CNY', 'minor', c.amount), '${status.id}', c.status,
             '${placedAt.id}', to_char(c.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
           c.channel, c.amount, c.status, c.placed_at, 'bench', 'bench'
         from fresh f, generate_series(1, $2::int) m, lateral (select (array['app','web','mini_program','pos','table_code'])[1 + m % 5] as channel,
           (m * 104729 % 200000)::int8 as amount, (array['completed','completed','completed','cancelled','waiting'])[1 + (m / 7) % 5] as status,
           timestamptz '2025-01-01' + (m::int8 * 15485863 % 31536000) * interval '1 second' as placed_at) c
         order by f.id, m`,
        [order.id, perTenant],
      );
    });
  }
}

interface At {
  readonly id: string;
  readonly column: string;
}

interface Timing {
  readonly p50: number;
  readonly p95: number;
  readonly rate: number;
}

const filter = encodeURIComponent(
  JSON.stringify({ and: [{ "===": [{ var: "status" }, "completed"] }, { "===": [{ var: "channel" }, "app"] }] }),
);

interface Measured {
  readonly get: Timing;
  readonly list: Timing;
}

const byId = ({ id }: Sample): string => `/api/v1/objects/order/records/${id}`;
const aList = (): string => `/api/v1/objects/order/records?filter=${filter}&sort=-placed_at&limit=50`;

async function measure(port: number, sample: () => Sample): Promise<Measured> {
  await load(port, sample, byId, perRound / 10);
  return { get: await load(port, sample, byId, perRound), list: await load(port, sample, aList, perRound / 4) };
}

/** The median of each figure over the rounds. */
const mediansOf = (all: readonly Measured[]): Measured => {
  const of = (verb: keyof Measured): Timing => {
    const figure = (name: keyof Timing) => median(all.map((each) => each[verb][name]));
    return { p50: figure("p50"), p95: figure("p95"), rate: figure("rate") };
  };
  return { get: of("get"), list: of("list") };
};

/** Closed loop of a few callers; ms of each answer. */
async function load(port: number, sample: () => Sample, pathOf: (sample: Sample) => string, count: number): Promise<Timing> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const times: number[] = [];
  let left = count;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) {
        const one = sample();
        const started = performance.now();
        await new Promise<void>((resolve, reject) => {
          const asked = request(
            { host: "127.0.0.1", port, path: pathOf(one), agent, headers: { authorization: `Bearer ${one.key}` } },
            (answer) => {
              answer.resume();
              answer.on("end", () =>
                answer.statusCode === 200 ? resolve() : reject(new Error(`${answer.statusCode} for ${pathOf(one)}`)),
              );
            },
          );
          asked.on("error", reject);
          asked.end();
        });
        times.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  agent.destroy();
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(count * 0.5)]!, p95: times[Math.floor(count * 0.95)]!, rate: count / seconds };
}
