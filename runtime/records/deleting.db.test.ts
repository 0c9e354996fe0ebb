import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { refers, rollUp } from "../formulas/testing.ts";
import { writeEach } from "../jobs/write-each.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, restoreRecord } from "./commands.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

/* Many records that others refer to, deleted at once by a job. */

const documents = [
  objectOf("customer", { name: { type: "text" }, spent: rollUp("order", "customer", "sum", "total") }),
  objectOf("order", {
    customer: refers("customer"),
    before: refers("order"),
    total: rollUp("line", "order", "sum", "amount"),
    lines: { type: "line_items", config: { object: "line", by: "order" } },
  }),
  objectOf("line", { order: { ...refers("order"), onDelete: "cascade" }, spare: { ...refers("order"), onDelete: "clear" }, amount: { type: "decimal", config: { scale: 2 } } }), // prettier-ignore
  objectOf("bill", { order: { ...refers("order"), onDelete: "restrict" } }),
  objectOf("ticket", { orders: { type: "multi_reference", config: { object: "order" } }, kept: { type: "text" } }),
  objectOf("note", { text: { type: "text" } }),
];

let database: TestDatabase;
let platform: Platform;
let effective: Effective;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  effective = effectiveOf(tenantId, documents);
  actor = actorOf(tenantId);
  platform = platformOf(database, effective);
});
afterAll(() => database.drop());

const make = async (object: string, values: readonly Record<string, unknown>[]): Promise<string[]> => {
  const made = await createRecords(platform, actor, object, values);
  if (!made.ok) throw new Error(JSON.stringify(made.problems.slice(0, 5)));
  return made.value.map(({ id }) => id);
};
const all = async (object: string) => {
  const page = await listRecords(platform, actor, object, { limit: 500 });
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  return page.value.data;
};

/** Deletes them as a job does; the codes of those that were refused, in order, and how many statements it took. */
async function remove(object: string, ids: readonly string[]): Promise<{ codes: (string | undefined)[]; statements: number }> {
  let statements = 0;
  const counting = (tx: Tx): Tx => ({
    query: (text, params) => (statements++, tx.query(text, params)),
    savepoint: (work) => (statements++, tx.savepoint(work)),
  });
  const wrote = await platform.db.transaction(
    actor.tenantId,
    (tx) =>
      writeEach(
        counting(tx),
        effective,
        actor,
        ids.map((id) => ({ act: "delete", object, id })),
        "019b0000-0000-7000-8000-00000000000a",
      ),
    { class: "batch", deadlineMs: 25_000, statementMs: 20_000 },
  );
  return { codes: wrote.refused.map((each) => each?.[0]?.code), statements };
}

test("five hundred records with what refers to them are as many statements as fifty", { timeout: 60_000 }, async () => {
  const [customer] = await make("customer", [{ name: "c" }]);
  const took: number[] = [];
  for (const count of [50, 500]) {
    const each = Array.from({ length: count }, (_, n) => n);
    const orders = await make("order", each.map(() => ({ customer }))); // prettier-ignore
    const [stays] = await make("order", [{ customer }]);
    await make("line", each.map((n) => ({ order: orders[n], amount: "1.00" }))); // prettier-ignore
    await make("line", each.slice(0, 40).map((n) => ({ order: stays, spare: orders[n], amount: "2.00" }))); // prettier-ignore
    await make("ticket", each.slice(0, 40).map((n) => ({ orders: [orders[n], stays, orders[n + 1]], kept: `${n}` }))); // prettier-ignore
    const { codes, statements } = await remove("order", orders);
    expect(codes.filter((code) => code !== undefined)).toEqual([]);
    took.push(statements);
    const tickets = await all("ticket");
    expect(tickets.slice(-40).map(({ orders: left }) => left)).toEqual(Array.from({ length: 40 }, () => [stays]));
    const lines = (await all("line")).filter(({ order }) => order === stays);
    expect(lines.map(({ spare }) => spare ?? null)).toEqual(Array.from({ length: 40 }, () => null));
  }
  expect(took[1]).toBe(took[0]);
  expect((await all("order")).map(({ total }) => total)).toEqual(["80.00", "80.00"]);
  expect(await all("line")).toHaveLength(80);
  expect((await all("customer")).map(({ spent }) => spent)).toEqual(["160.00"]);
});

test("what something stands in the way of stays as it is, and the others go", async () => {
  const orders = await make("order", Array.from({ length: 12 }, () => ({}))); // prettier-ignore
  // one that goes too stands in the way of nobody; one that stays does
  const [after] = await make("order", [{ before: orders[0] }]);
  const [billed] = await make("order", [{ before: orders[1] }]);
  const [bill] = await make("bill", [{ order: billed }]);
  const [line] = await make("line", [{ order: billed, amount: "3.00" }]);
  const [nobody] = await make("note", [{ text: "not an order" }]);
  const asked = [...orders, after!, billed!, nobody!];
  const { codes } = await remove("order", asked);
  const expected = asked.map((id) => (id === billed || id === orders[1] ? "still_referenced" : id === nobody ? "not_found" : undefined));
  expect(codes).toEqual(expected);
  const standing = (await all("order")).map(({ id }) => id);
  expect(asked.filter((id) => standing.includes(id))).toEqual([orders[1], billed]);
  expect((await all("line")).find(({ id }) => id === line)).toMatchObject({ order: billed, version: 1 });
  expect((await remove("bill", [bill!])).codes).toEqual([undefined]);
  expect((await remove("order", [orders[1]!, billed!])).codes).toEqual([undefined, undefined]);
});

test("more than may be read at once are settled in parts", { timeout: 60_000 }, async () => {
  const orders = await make("order", Array.from({ length: 30 }, () => ({}))); // prettier-ignore
  for (let part = 0; part < 3; part++)
    await make("line", Array.from({ length: 450 }, (_, n) => ({ order: orders[n % 30], amount: "1.00" }))); // prettier-ignore
  const before = (await all("line")).length;
  expect(before).toBe(500);
  expect((await remove("order", orders)).codes.filter((code) => code !== undefined)).toEqual([]);
  expect((await all("line")).filter(({ order }) => orders.includes(order as string))).toEqual([]);
});

test("one that is not there keeps nobody from going where nothing refers to records", async () => {
  const [one, gone, other] = await make("note", [{ text: "a" }, { text: "b" }, { text: "c" }]);
  expect((await remove("note", [gone!])).codes).toEqual([undefined]);
  expect((await remove("note", [one!, gone!, other!])).codes).toEqual([undefined, "not_found", undefined]);
  const counted = `select count(*)::int as n from record_history where record_id = any($1::uuid[]) and act = 'delete'`;
  expect(await platform.db.transaction(actor.tenantId, (tx) => tx.query(counted, [[one, gone, other]]))).toEqual([{ n: 3 }]);
});

test("a whole comes back with its lines, and with what is summed up over them", async () => {
  const [customer] = await make("customer", [{ name: "back" }]);
  const [order] = await make("order", [{ customer, lines: [{ amount: "1.00" }, { amount: "2.50" }] }]);
  await deleteRecord(platform, actor, "order", order!);
  expect((await all("customer")).find(({ id }) => id === customer)).toMatchObject({ spent: "0.00" });
  expect(await restoreRecord(platform, actor, "order", order!)).toMatchObject({ ok: true, value: { total: "3.50" } });
  expect((await all("line")).filter((line) => line["order"] === order).map(({ amount }) => amount)).toEqual(["1.00", "2.50"]);
  expect((await all("customer")).find(({ id }) => id === customer)).toMatchObject({ spent: "3.50" });
});
