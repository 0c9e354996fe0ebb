import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "./commands.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

/* Records that one answer brings along. */

let database: TestDatabase;
let platform: Platform;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  const lines = { type: "line_items", config: { object: "order", by: "customer" } };
  const customer = objectOf("customer", { name: { type: "text" }, orders: lines, again: lines });
  const order = objectOf("order", { no: { type: "number" }, customer: { type: "reference", config: { object: "customer" } } });
  platform = platformOf(database, effectiveOf(tenantId, [customer, order]));
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

/** A customer with so many orders. */
async function make(orders: number): Promise<string> {
  const customers = await createRecords(platform, actor, "customer", [{ name: "c" }]);
  if (!customers.ok) throw new Error(JSON.stringify(customers.problems));
  const { id } = customers.value[0]!;
  const made = await createRecords(
    platform,
    actor,
    "order",
    Array.from({ length: orders }, (_, no) => ({ no, customer: id })),
  );
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return id;
}
const ordersOf = (customer: string, expand: readonly string[], limit = 500) =>
  listRecords(platform, actor, "order", { filter: { "===": [{ var: "customer" }, customer] }, expand, limit });

test("lines of a record that several lead to stand once under each", async () => {
  const customer = await make(3);
  const page = await ordersOf(customer, ["customer.orders"]);
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  const under = page.value.data.map((order) => (order["customer"] as unknown as { orders: { no: number }[] }).orders.map(({ no }) => no));
  expect(under).toEqual([
    [0, 1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
});

test("more lines than an answer holds are refused, and fewer records at a time go through", async () => {
  const customer = await make(500);
  expect(await ordersOf(customer, ["customer.orders"])).toMatchObject({ ok: true });
  const both = ["customer.orders", "customer.again"];
  expect(await ordersOf(customer, both)).toMatchObject({ ok: false, problems: [{ code: "limit_exceeded", path: "/expand" }] });
  expect(await ordersOf(customer, both, 50)).toMatchObject({ ok: true });
});
