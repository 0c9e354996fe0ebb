import { writeMany } from "../runtime/records/write.ts";
import { fillOrders, layGround, median, type Ground } from "./ground.ts";
import { compare, startServer, type Target } from "./load.ts";

const actorOf = (tenantId: string) => ({ tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" });

/** An order that has been through everything: no flow begins with it, the validation of its amount, its number, history and event do. */
const orders = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    customer_name: `customer ${n}`,
    channel: ["app", "web", "mini_program", "pos", "table_code"][n % 5],
    amount: 1_000 + n,
    status: "completed",
    payment_method: ["alipay", "wechat_pay", "unionpay"][n % 3],
    placed_at: "2026-03-19T06:30:00.000Z",
    note: `note ${n}`,
  }));

async function beside(
  targets: (ground: Ground) => readonly Target[],
  rounds: number,
  also?: (ground: Ground) => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const ground = await layGround();
  await fillOrders(ground, 20_000);
  const bare = await startServer("bench/server-bare.ts", [ground.url, ground.tenantId, "4101"]);
  const api = await startServer("bench/server-api.ts", [ground.url, "4102"]);
  try {
    const rates = await compare(targets(ground), rounds, 3);
    return { ...rates, ratio: rates["api"]!.rate / rates["bare"]!.rate, ...(await also?.(ground)) };
  } finally {
    bare.kill();
    api.kill();
    await ground.close();
  }
}

/** Creates over HTTP with validation, number, history and event, beside one INSERT a request. Then a thousand records at a time, within the process. */
export const measureCreate = (): Promise<Record<string, unknown>> =>
  beside(
    (ground) => {
      const bodies = orders(500);
      return [
        { name: "bare", url: "http://127.0.0.1:4101", paths: ["/orders"], bodies },
        {
          name: "api",
          url: "http://127.0.0.1:4102",
          headers: { authorization: `Bearer ${ground.key}` },
          paths: ["/api/v1/objects/order/records"],
          bodies: bodies.map((order) => ({ ...order, amount: (order.amount / 100).toFixed(2) })),
        },
      ];
    },
    5,
    manyPerSecond,
  );

/** A page of 50 by a range of amounts, in their order. */
export const measureRange = (): Promise<Record<string, unknown>> =>
  beside((ground) => {
    const froms = Array.from({ length: 200 }, (_, n) => n * 900);
    const amount = (minor: number) => (minor / 100).toFixed(2);
    const filter = (from: number) =>
      encodeURIComponent(
        JSON.stringify({ and: [{ ">=": [{ var: "amount" }, amount(from)] }, { "<": [{ var: "amount" }, amount(from + 10_000)] }] }),
      );
    return [
      { name: "bare", url: "http://127.0.0.1:4101", paths: froms.map((from) => `/range?from=${from}&to=${from + 10_000}`) },
      {
        name: "api",
        url: "http://127.0.0.1:4102",
        headers: { authorization: `Bearer ${ground.key}` },
        paths: froms.map((from) => `/api/v1/objects/order/records?filter=${filter(from)}&sort=amount&limit=50`),
      },
    ];
  }, 5);

async function manyPerSecond({ db, platform, tenantId }: Ground): Promise<Record<string, unknown>> {
  const effective = await platform.effectives.get(tenantId);
  const products = Array.from({ length: 1_000 }, (_, n) => ({ values: { name: `Dish ${n}`, category: "main", price: "12.50" } }));
  const times: number[] = [];
  for (let round = 0; round < 30; round++) {
    const started = performance.now();
    await db.transaction(
      tenantId,
      async (tx) => {
        const wrote = await writeMany(tx, effective, actorOf(tenantId), "create", "product", products, { outcome: "each", last: true });
        if (!wrote.ok || wrote.value.outcomes.some(({ ok }) => !ok)) throw new Error("the records are refused");
      },
      { class: "batch" },
    );
    if (round >= 10) times.push(performance.now() - started);
  }
  return { manyRowsPerSecond: Math.round(1_000_000 / median(times)) };
}
