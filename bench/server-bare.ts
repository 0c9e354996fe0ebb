/**
 * The floor: a bare Hono handler with one prepared statement over a physical table, under the same row security.
 * The tenant is bound once for the whole connection, which no product with more than one tenant can do.
 */
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import postgres from "postgres";
import { urlAs } from "../db/credentials.ts";
import { secret } from "./secret.ts";

const [url, tenantId, port] = process.argv.slice(2) as [string, string, string];
const sql = postgres(urlAs("app_rt", url, secret), {
  max: 10,
  fetch_types: false,
  connection: { "app.tenant_id": tenantId } as Record<string, string>,
});
const app = new Hono();
const columns =
  "id, version::float8 as version, number, customer_name, channel, amount::float8 as amount, status, payment_method, placed_at, note, created_at";
/** Two sizes of page, each a statement of its own. */
const limitOf = (asked: string | undefined): 20 | 50 => (asked === "20" ? 20 : 50);
app.get("/orders/:id", async (c) => {
  const [row] = await sql.unsafe(`select ${columns} from bench_order where tenant_id = $1 and id = $2`, [tenantId, c.req.param("id")], {
    prepare: true,
  });
  return row === undefined ? c.json({}, 404) : c.json(row);
});
app.get("/orders", async (c) => {
  const rows = await sql.unsafe(
    `select ${columns} from bench_order where tenant_id = $1 and status = $2 and channel = $3 order by placed_at desc, id desc limit ${limitOf(c.req.query("limit"))}`,
    [tenantId, "completed", "app"],
    { prepare: true },
  );
  return c.json({ data: rows });
});
app.get("/range", async (c) => {
  const rows = await sql.unsafe(
    `select ${columns} from bench_order where tenant_id = $1 and amount >= $2 and amount < $3 order by bench_order.amount, id limit ${limitOf(c.req.query("limit"))}`,
    [tenantId, Number(c.req.query("from")), Number(c.req.query("to"))],
    { prepare: true },
  );
  return c.json({ data: rows });
});
app.post("/orders", async (c) => {
  const { customer_name, channel, amount, status, payment_method, placed_at, note } = await c.req.json<Record<string, string | number>>();
  const [row] = await sql.unsafe(
    `insert into bench_order (tenant_id, id, customer_name, channel, amount, status, payment_method, placed_at, note)
     values ($1, gen_random_uuid(), $2, $3, $4, $5, $6, $7, $8) returning ${columns}`,
    [tenantId, customer_name!, channel!, amount!, status!, payment_method!, placed_at!, note!],
    { prepare: true },
  );
  return c.json(row, 201);
});
serve({ fetch: app.fetch, port: Number(port), hostname: "127.0.0.1" }, () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));
