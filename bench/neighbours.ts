import { randomUUID } from "node:crypto";
import { listRecords, stopPlatform, type Actor, type Platform } from "#runtime";
import { fillOrders, layGround, median, openPlatform, type Ground } from "./ground.ts";

const records = Number(process.env["BENCH_RECORDS"] ?? 400_000);
const neighbours = 2_000;
const each = 300;
const rounds = 31;

/**
 * Lists of one large tenant among many small ones on the same connections, who have all asked the same before: beside the same lists of
 * the same tenant when he was alone. ms, medians.
 */
export async function measureNeighbours(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  try {
    await fillOrders(ground, records);
    const large: Actor = { tenantId: ground.tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" };
    const alone = await measure(ground.platform, large);
    const tenants = await addNeighbours(ground);
    await ground.owner.unsafe("vacuum analyze records");
    // connections of their own, on which the small ones come first
    const opened = await openPlatform(ground.url);
    for (const tenantId of tenants.slice(0, 100))
      for (const query of Object.values(queries)) await list(opened.platform, { ...large, tenantId }, query);
    const among = await measure(opened.platform, large);
    await stopPlatform(opened.platform);
    await opened.db.close();
    return { records, neighbours, alone, among };
  } finally {
    await ground.close();
  }
}

const latest = [{ field: "placed_at", descending: true }];
const queries = {
  latest: { sort: latest, limit: 50 },
  byStatus: { filter: { "===": [{ var: "status" }, "completed"] }, sort: latest, limit: 50 },
  byAmount: { filter: { and: [{ ">=": [{ var: "amount" }, "10.00"] }, { "<": [{ var: "amount" }, "1000.00"] }] }, sort: latest, limit: 50 },
} as const;

async function list(platform: Platform, actor: Actor, query: (typeof queries)[keyof typeof queries]): Promise<number> {
  const begun = performance.now();
  const page = await listRecords(platform, actor, "order", query);
  if (!page.ok || page.value.data.length === 0) throw new Error("a list gives records");
  return performance.now() - begun;
}

async function measure(platform: Platform, actor: Actor): Promise<Record<string, { median: number; worst: number }>> {
  const found: Record<string, { median: number; worst: number }> = {};
  for (const [name, query] of Object.entries(queries)) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await list(platform, actor, query));
    found[name] = { median: median(times), worst: Math.max(...times) };
  }
  return found;
}

/** Tenants with the documents of the large one and a few records each. */
async function addNeighbours({ owner, platform, tenantId: model }: Ground): Promise<readonly string[]> {
  const order = (await platform.effectives.get(model)).objects.get("order")!;
  const [channel, amount, status, placedAt] = ["channel", "amount", "status", "placed_at"].map(
    (name) => order.byName.get(name)!.slot!.column,
  );
  const tenants = Array.from({ length: neighbours }, () => randomUUID());
  await owner.begin(async (tx) => {
    for (const [table, columns] of [
      ["revision", "n, packages, documents, published_by"],
      ["document_patch", "hash, body"],
      ["active_revision", "n"],
      ["field_slot", "object_id, field_id, slot, state"],
    ] as const)
      await tx.unsafe(
        `insert into ${table} (tenant_id, ${columns}) select f.id, ${columns} from unnest($1::uuid[]) as f (id), ${table} where tenant_id = $2`,
        [tenants as never, model],
      );
    await tx.unsafe(
      `insert into records (tenant_id, object_id, id, data, ${channel}, ${amount}, ${status}, ${placedAt}, created_by, updated_by)
       select f.id, $2, gen_random_uuid(), '{}', (array['app','web','mini_program','pos','table_code'])[1 + m % 5], (m * 104729 % 200000)::int8,
         (array['completed','completed','completed','cancelled','waiting'])[1 + (m / 7) % 5],
         timestamptz '2025-01-01' + (m::int8 * 15485863 % 31536000) * interval '1 second', 'bench', 'bench'
       from unnest($1::uuid[]) as f (id), generate_series(1, $3::int) m`,
      [tenants as never, order.id, each],
    );
  });
  return tenants;
}
