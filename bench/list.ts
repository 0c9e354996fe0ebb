import { listRecords, type Actor } from "#runtime";
import { compileSelect } from "../runtime/records/compile.ts";
import { planned } from "../runtime/records/planned.ts";
import { fillOrders, layGround, median } from "./ground.ts";

const rounds = 101;
/** Rounds before counting: both sides prepared in the database, our code compiled. */
const warmUp = 100;

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
    const query = {
      filter: { and: [{ "===": [{ var: "status" }, "waiting"] }, { "===": [{ var: "channel" }, "app"] }] },
      sort: [{ field: "placed_at", descending: true }],
      limit: 50,
    } as const;
    const ours = async (): Promise<number> => {
      const started = performance.now();
      const result = await listRecords(ground.platform, actor, "order", query);
      if (!result.ok || result.value.data.length !== 50) throw new Error("the records give 50");
      return performance.now() - started;
    };
    const effective = await ground.platform.effectives.get(ground.tenantId);
    const scoped = planned(effective, actor, "order", query, new Date().toISOString());
    if (!scoped.ok) throw new Error(JSON.stringify(scoped.problems));
    const select = compileSelect(scoped.value.plan);
    const sql = async (): Promise<number> => {
      const started = performance.now();
      const [rows] = await ground.db.batch(ground.tenantId, [select], { readOnly: true });
      if (rows?.length !== 51) throw new Error("the statement gives 50 and one more");
      return performance.now() - started;
    };
    const sides = { physical, sql, verb: ours };
    const names = Object.keys(sides) as (keyof typeof sides)[];
    const times: Record<keyof typeof sides, number[]> = { physical: [], sql: [], verb: [] };
    for (let round = -warmUp; round < rounds; round++) {
      // who comes second finds the caches of the first: everybody comes first in turn
      for (let place = 0; place < names.length; place++) {
        const name = names[(place + round + warmUp) % names.length]!;
        const ms = await sides[name]();
        if (round >= 0) times[name].push(ms);
      }
    }
    const [physicalMs, sqlMs, verbMs] = [median(times.physical), median(times.sql), median(times.verb)];
    return { rows: 1_000_000, physicalMs, sqlMs, verbMs, sqlRatio: sqlMs / physicalMs, verbRatio: verbMs / physicalMs };
  } finally {
    await ground.close();
  }
}
