import { writeMany } from "../runtime/records/write.ts";
import { median, type Ground } from "./ground.ts";
import { besides, withServers } from "./verbs.ts";

/** Creates over HTTP with validation, number, history and event, beside one INSERT a request. Then a thousand records at a time, within the process. */
export const measureCreate = (): Promise<Record<string, unknown>> =>
  withServers(async (ground, ids) => ({ ...(await besides("create", ground, ids)), ...(await manyPerSecond(ground)) }));

/** A page of 50 by a range of amounts, in their order. */
export const measureRange = (): Promise<Record<string, unknown>> => withServers((ground, ids) => besides("range", ground, ids));

async function manyPerSecond({ db, platform, tenantId }: Ground): Promise<Record<string, unknown>> {
  const effective = await platform.effectives.get(tenantId);
  const actor = { tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" };
  const products = Array.from({ length: 1_000 }, (_, n) => ({ values: { name: `Dish ${n}`, category: "main", price: "12.50" } }));
  const times: number[] = [];
  for (let round = 0; round < 30; round++) {
    const started = performance.now();
    await db.transaction(
      tenantId,
      async (tx) => {
        const wrote = await writeMany(tx, effective, actor, "create", "product", products, { outcome: "each", last: true });
        if (!wrote.ok || wrote.value.outcomes.some(({ ok }) => !ok)) throw new Error("the records are refused");
      },
      { class: "batch" },
    );
    if (round >= 10) times.push(performance.now() - started);
  }
  return { manyRowsPerSecond: Math.round(1_000_000 / median(times)) };
}
