import { listRecords, type Actor } from "#runtime";
import { fillOrders, layGround, median } from "./ground.ts";

const rounds = 41;

/** A list of 50 with two filters and a sort over 1,000,000 records, beside the same SQL on a physical table; both as the app's role in one round trip. */
export async function measureList(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  try {
    await fillOrders(ground, 1_000_000);
    const actor: Actor = { tenantId: ground.tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" };
    const columns =
      "id, version::float8 as version, number, customer_name, channel, amount::float8 as amount, status, payment_method, placed_at, note, created_at";
    const physical = async (): Promise<number> => {
      const started = performance.now();
      const [rows] = await ground.db.batch(
        ground.tenantId,
        [
          {
            text: `select ${columns} from bench_order where tenant_id = $1 and status = $2 and channel = $3 order by placed_at desc, id desc limit 50`,
            params: [ground.tenantId, "waiting", "app"],
          },
        ],
        { readOnly: true },
      );
      if (rows?.length !== 50) throw new Error("the physical table gives 50");
      return performance.now() - started;
    };
    const ours = async (): Promise<number> => {
      const started = performance.now();
      const result = await listRecords(ground.platform, actor, "order", {
        filter: { and: [{ "===": [{ var: "status" }, "waiting"] }, { "===": [{ var: "channel" }, "app"] }] },
        sort: [{ field: "placed_at", descending: true }],
        limit: 50,
      });
      if (!result.ok || result.value.data.length !== 50) throw new Error("the records give 50");
      return performance.now() - started;
    };
    const times = { physical: [] as number[], records: [] as number[] };
    for (let round = -5; round < rounds; round++) {
      const a = await physical();
      const b = await ours();
      if (round >= 0) {
        times.physical.push(a);
        times.records.push(b);
      }
    }
    const result = { physicalMs: median(times.physical), recordsMs: median(times.records) };
    return { rows: 1_000_000, ...result, ratio: result.recordsMs / result.physicalMs };
  } finally {
    await ground.close();
  }
}
