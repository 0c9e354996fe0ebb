/** What is asked of every side in the measurements over HTTP: the same things, each in its own words. */
import type { Directus } from "./directus.ts";
import { fillOrders, layGround, type Ground } from "./ground.ts";
import { compare, startServer, type Target } from "./load.ts";

const bareUrl = "http://127.0.0.1:4101";
const apiUrl = "http://127.0.0.1:4102";
const froms = Array.from({ length: 200 }, (_, n) => n * 900);
const decimal = (minor: number): string => (minor / 100).toFixed(2);
const written = (filter: unknown): string => encodeURIComponent(JSON.stringify(filter));

/** An order that has been through everything: no flow begins with it, the validation of its amount, its number, history and event do. */
const orders = Array.from({ length: 500 }, (_, n) => ({
  customer_name: `customer ${n}`,
  channel: ["app", "web", "mini_program", "pos", "table_code"][n % 5],
  amount: 1_000 + n,
  status: "completed",
  payment_method: ["alipay", "wechat_pay", "unionpay"][n % 3],
  placed_at: "2026-03-19T06:30:00.000Z",
  note: `note ${n}`,
}));

type Asked = Pick<Target, "paths" | "bodies">;
interface Verb {
  readonly bare: (ids: readonly string[]) => Asked;
  readonly api: (ids: readonly string[]) => Asked;
  readonly directus: (ids: readonly string[]) => Asked;
}

const ours = "/api/v1/objects/order/records";
const theirs = "/items/bench_order";
const both = { and: [{ "===": [{ var: "status" }, "completed"] }, { "===": [{ var: "channel" }, "app"] }] };

const listOf = (page: 20 | 50): Verb => ({
  bare: () => ({ paths: [`/orders?limit=${page}`] }),
  api: () => ({ paths: [`${ours}?filter=${written(both)}&sort=-placed_at&limit=${page}`] }),
  directus: () => ({
    paths: [`${theirs}?filter=${written({ status: { _eq: "completed" }, channel: { _eq: "app" } })}&sort=-placed_at&limit=${page}`],
  }),
});

const rangeOf = (page: 20 | 50): Verb => ({
  bare: () => ({ paths: froms.map((from) => `/range?from=${from}&to=${from + 10_000}&limit=${page}`) }),
  api: () => ({
    paths: froms.map((from) => {
      const filter = { and: [{ ">=": [{ var: "amount" }, decimal(from)] }, { "<": [{ var: "amount" }, decimal(from + 10_000)] }] };
      return `${ours}?filter=${written(filter)}&sort=amount&limit=${page}`;
    }),
  }),
  directus: () => ({
    paths: froms.map((from) => `${theirs}?filter=${written({ amount: { _gte: from, _lt: from + 10_000 } })}&sort=amount&limit=${page}`),
  }),
});

export const verbs = {
  /** One record by its id, out of 1,000. */
  get: {
    bare: (ids) => ({ paths: ids.map((id) => `/orders/${id}`) }),
    api: (ids) => ({ paths: ids.map((id) => `${ours}/${id}`) }),
    directus: (ids) => ({ paths: ids.map((id) => `${theirs}/${id}`) }),
  },
  /** A page of 50 by two filters, latest first; and of 20, which is what most lists show. */
  list: listOf(50),
  list20: listOf(20),
  /** A page of 50, and of 20, by a range of amounts, in their order. */
  range: rangeOf(50),
  range20: rangeOf(20),
  /** One order with validation, number, history and event; the others insert a row. */
  create: {
    bare: () => ({ paths: ["/orders"], bodies: orders }),
    api: () => ({ paths: [ours], bodies: orders.map((order) => ({ ...order, amount: decimal(order.amount) })) }),
    directus: () => ({ paths: [theirs], bodies: orders }),
  },
} satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;

/** Both servers of our own over 20,000 orders, while `measure` runs. */
export async function withServers<Measured>(measure: (ground: Ground, ids: readonly string[]) => Promise<Measured>): Promise<Measured> {
  const ground = await layGround();
  const { ids } = await fillOrders(ground, 20_000);
  const bare = await startServer("bench/server-bare.ts", [ground.url, ground.tenantId, "4101"]);
  const api = await startServer("bench/server-api.ts", [ground.url, "4102"]);
  try {
    return await measure(ground, ids);
  } finally {
    bare.kill();
    api.kill();
    await ground.close();
  }
}

/** A verb of the bare handler and of the whole API, and of Directus when it is there: requests per second, medians of interleaved rounds. */
export async function besides(
  verb: VerbName,
  ground: Ground,
  ids: readonly string[],
  rounds = 5,
  directus?: Directus,
): Promise<Record<string, unknown>> {
  const rates = await compare(
    [
      { name: "bare", url: bareUrl, ...verbs[verb].bare(ids) },
      { name: "api", url: apiUrl, headers: { authorization: `Bearer ${ground.key}` }, ...verbs[verb].api(ids) },
      ...(directus === undefined
        ? []
        : [{ name: "directus", url: directus.url, headers: directus.headers, ...verbs[verb].directus(directus.ids) }]),
    ],
    rounds,
    3,
  );
  const api = rates["api"]!.rate;
  return {
    ...rates,
    ratio: api / rates["bare"]!.rate,
    ...(directus === undefined ? {} : { timesDirectus: api / rates["directus"]!.rate }),
  };
}
