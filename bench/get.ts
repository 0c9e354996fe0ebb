import { fillOrders, layGround } from "./ground.ts";
import { compare, startServer } from "./load.ts";

/** Get by id and list of 50 over HTTP: the whole API beside the bare handler. 20,000 records. */
export async function measureGet(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  const { ids } = await fillOrders(ground, 20_000);
  const bare = await startServer("bench/server-bare.ts", [ground.url, ground.tenantId, "4101"]);
  const api = await startServer("bench/server-api.ts", [ground.url, "4102"]);
  try {
    const headers = { authorization: `Bearer ${ground.key}` };
    const filter = encodeURIComponent(
      JSON.stringify({ and: [{ "===": [{ var: "status" }, "completed"] }, { "===": [{ var: "channel" }, "app"] }] }),
    );
    const get = await compare(
      [
        { name: "bare", url: "http://127.0.0.1:4101", paths: ids.map((id) => `/orders/${id}`) },
        { name: "api", url: "http://127.0.0.1:4102", headers, paths: ids.map((id) => `/api/v1/objects/order/records/${id}`) },
      ],
      5,
      4,
    );
    const list = await compare(
      [
        { name: "bare", url: "http://127.0.0.1:4101", paths: ["/orders"] },
        {
          name: "api",
          url: "http://127.0.0.1:4102",
          headers,
          paths: [`/api/v1/objects/order/records?filter=${filter}&sort=-placed_at&limit=50`],
        },
      ],
      3,
      4,
    );
    return { get, getRatio: get["api"]!.rate / get["bare"]!.rate, list, listRatio: list["api"]!.rate / list["bare"]!.rate };
  } finally {
    bare.kill();
    api.kill();
    await ground.close();
  }
}
