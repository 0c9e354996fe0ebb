import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import { actorOf, effectiveOf, objectOf, patiently, platformOf, roleOf } from "../records/testing.ts";
import { catchUp } from "./catch-up.ts";
import { mostFollowed } from "./follow.ts";
import { actsOf, formula, lookThrough, refers, rollUp, writer } from "./testing.ts";

const cny = { currency: "CNY" };
const yuan = (minor: number) => ({ currency: "CNY", minor });
const documents = [
  objectOf("customer", {
    name: { type: "text" },
    rate: { type: "decimal", config: { scale: 3 } },
    bought: { ...rollUp("order", "customer", "sum", "total"), indexed: true },
    orders: rollUp("order", "customer", "count"),
    secret: { type: "number" },
    loud: formula({ "+": [{ var: "secret" }, 1] }, "number"),
  }),
  objectOf("order", {
    customer: refers("customer"),
    who: lookThrough("customer", "name"),
    note: { type: "text" },
    total: { ...rollUp("line", "order", "sum", "amount"), indexed: true },
    lines: rollUp("line", "order", "count"),
    dear: rollUp("line", "order", "count", undefined, { ">": [{ var: "amount" }, "100.00"] }),
    least: rollUp("line", "order", "min", "price"),
    most: rollUp("line", "order", "max", "price"),
    usual: rollUp("line", "order", "avg", "price"),
    share: formula({ "/": [{ var: "lines" }, { var: "dear" }] }, "decimal", { scale: 2 }),
  }),
  objectOf("line", {
    order: refers("order"),
    price: { type: "money", config: cny, indexed: true },
    pieces: { type: "number" },
    label: { type: "text" },
    amount: formula({ "money.mul": [{ var: "price" }, { var: "pieces" }] }, "money", cny),
    off: formula({ "dec.mul": [{ "money.amount": [{ var: "amount" }] }, { var: "order.customer.rate" }] }, "decimal", { scale: 2 }),
    said: lookThrough("order", "who"),
  }),
  objectOf("sums", {
    a: { type: "decimal", config: { scale: 1 } },
    b: { type: "decimal", config: { scale: 1 } },
    both: formula({ "+": [{ var: "a" }, { var: "b" }] }, "decimal", { scale: 1 }),
    half: formula({ "/": [{ var: "a" }, { var: "b" }] }, "decimal", { scale: 2 }),
  }),
  roleOf("clerk", { customer: { read: true, create: true, update: true, hidden: { loud: true, secret: true } } }),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
let tenantId: string;
let is: ReturnType<typeof writer>;

beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, documents));
  actor = actorOf(tenantId);
  is = writer(platform, actor);
});
afterAll(() => database.drop());

const stale = async () => {
  const [rows] = await database.db.batch(tenantId, [
    { text: "select record_id from stale_record where tenant_id = $1", params: [tenantId] },
  ]);
  return rows!.length;
};

describe("values of the record itself", () => {
  test("are exact, and rounded half-up once", async () => {
    const made = await is.make("sums", { a: "0.1", b: "0.2" });
    expect(made).toMatchObject({ both: "0.3", half: "0.50" });
    expect(await is.make("sums", { a: "1.0", b: "8.0" })).toMatchObject({ half: "0.13" });
    expect(await is.change("sums", made.id, { b: "0.3" })).toMatchObject({ both: "0.4", half: "0.33", version: 2 });
  });

  test("that cannot be computed are absent, and stand in nobody's way", async () => {
    const made = await is.make("sums", { a: "1.0", b: "0.0" });
    expect(made).toMatchObject({ both: "1.0" });
    expect(made).not.toHaveProperty("half");
    expect(await is.change("sums", made.id, { b: null })).not.toHaveProperty("both");
  });

  test("are never written by people", async () => {
    const refused = await createRecords(platform, actor, "sums", [{ both: "9.9" }]);
    expect(refused.ok ? [] : refused.problems.map(({ code, path }) => `${code} ${path}`)).toEqual(["read_only /0/both"]);
  });
});

describe("a chain across three objects", () => {
  test("line → order → customer, and back down, in the transaction of the change", async () => {
    const ann = await is.make("customer", { name: "Ann", rate: "0.500" });
    expect(ann).toMatchObject({ bought: yuan(0), orders: 0 });
    const order = await is.make("order", { customer: ann.id });
    expect(order).toMatchObject({ who: "Ann", total: yuan(0), lines: 0, dear: 0 });
    const line = await is.make("line", { order: order.id, price: "19.99", pieces: 3 });
    expect(line).toMatchObject({ amount: yuan(5997), off: "29.99", said: "Ann" });
    expect(await is.read("order", order.id)).toMatchObject({ total: yuan(5997), lines: 1, dear: 0, least: yuan(1999), version: 2 });
    expect(await is.read("customer", ann.id)).toMatchObject({ bought: yuan(5997), orders: 1 });

    await is.change("line", line.id, { pieces: 10 });
    expect(await is.read("order", order.id)).toMatchObject({ total: yuan(19990), dear: 1, share: "1.00" });
    expect(await is.read("customer", ann.id)).toMatchObject({ bought: yuan(19990) });

    await is.change("customer", ann.id, { name: "Anna", rate: "0.125" });
    expect(await is.read("order", order.id)).toMatchObject({ who: "Anna" });
    expect(await is.read("line", line.id)).toMatchObject({ said: "Anna", off: "24.99" });
    expect(await actsOf(database, tenantId, order.id)).toEqual(["create", "derive", "derive", "derive"]);
  });

  test("recomputes what depends on the changed field and nothing else", async () => {
    const ann = await is.make("customer", { name: "Bea" });
    const order = await is.make("order", { customer: ann.id });
    const line = await is.make("line", { order: order.id, price: "1.00", pieces: 1 });
    const before = await is.read("order", order.id);
    await is.change("line", line.id, { label: "blue" });
    await is.change("customer", ann.id, { secret: 4 });
    expect(await is.read("order", order.id)).toEqual(before);
    expect((await is.read("line", line.id)).version).toBe(2);
  });

  test("touches its own wholes and what refers to them, and not one record more", async () => {
    const [ann, bob] = await is.makeMany("customer", [{ name: "Gil" }, { name: "Hal" }]);
    const orders = await is.makeMany("order", [{ customer: ann!.id }, { customer: ann!.id }, { customer: bob!.id }]);
    const lines = await is.makeMany(
      "line",
      orders.flatMap(({ id }) => Array.from({ length: 5 }, () => ({ order: id, price: "1.00", pieces: 1 }))),
    );
    const touched = async (work: () => Promise<unknown>) => {
      const [before] =
        await database.owner`select coalesce(max(at), now()) as at, count(*)::int as n from record_history where tenant_id = ${tenantId}`;
      await work();
      const rows =
        await database.owner`select record_id, act from record_history where tenant_id = ${tenantId} order by at desc, record_id limit 100`;
      const [after] = await database.owner`select count(*)::int as n from record_history where tenant_id = ${tenantId}`;
      return rows.slice(0, (after!["n"] as number) - (before!["n"] as number)).map((row) => `${row["act"]} ${row["record_id"]}`).sort(); // prettier-ignore
    };
    const follow = (act: string, ...records: { id: string }[]) => records.map(({ id }) => `${act} ${id}`);
    // a line: its order and its order's customer
    expect(await touched(() => is.change("line", lines[0]!.id, { pieces: 2 }))).toEqual(
      [...follow("update", lines[0]!), ...follow("derive", orders[0]!, ann!)].sort(),
    );
    // a line whose amount stays: itself
    expect(await touched(() => is.change("line", lines[5]!.id, { price: "0.50", pieces: 2 }))).toEqual(
      [...follow("update", lines[5]!), ...follow("derive", orders[1]!)].sort(),
    );
    // a name: the orders that show it, and their lines that show that; of nobody else
    expect(await touched(() => is.change("customer", bob!.id, { name: "Hans" }))).toEqual(
      [...follow("update", bob!), ...follow("derive", orders[2]!, ...lines.slice(10))].sort(),
    );
    // what nothing follows from
    expect(await touched(() => is.change("line", lines[0]!.id, { label: "x" }))).toEqual(follow("update", lines[0]!));
  });

  test("moves between wholes count at both", async () => {
    const [one, two] = await is.makeMany("order", [{}, {}]);
    const line = await is.make("line", { order: one!.id, price: "5.00", pieces: 2 });
    await is.make("line", { order: two!.id, price: "1.00", pieces: 1 });
    await is.change("line", line.id, { order: two!.id });
    expect(await is.read("order", one!.id)).toMatchObject({ total: yuan(0), lines: 0 });
    expect(await is.read("order", one!.id)).not.toHaveProperty("most");
    expect(await is.read("order", two!.id)).toMatchObject({ total: yuan(1100), lines: 2, most: yuan(500), usual: yuan(300) });
    await is.change("line", line.id, { order: null });
    expect(await is.read("order", two!.id)).toMatchObject({ total: yuan(100), lines: 1 });
  });

  test("deleted parts do not count; restored ones do again, with what they follow from by then", async () => {
    const ann = await is.make("customer", { name: "Cleo", rate: "1.000" });
    const order = await is.make("order", { customer: ann.id });
    const line = await is.make("line", { order: order.id, price: "5.00", pieces: 2 });
    await is.remove("line", line.id);
    expect(await is.read("order", order.id)).toMatchObject({ total: yuan(0), lines: 0 });
    expect(await is.read("customer", ann.id)).toMatchObject({ bought: yuan(0) });
    await is.change("customer", ann.id, { rate: "0.100", name: "Cleopatra" });
    await is.restore("line", line.id);
    expect(await is.read("line", line.id)).toMatchObject({ off: "1.00", said: "Cleopatra" });
    expect(await is.read("customer", ann.id)).toMatchObject({ bought: yuan(1000) });
  });

  test("the average of amounts is rounded half-up, once", async () => {
    const order = await is.make("order", {});
    await is.makeMany("line", [
      { order: order.id, price: "0.01" },
      { order: order.id, price: "0.02" },
    ]);
    expect(await is.read("order", order.id)).toMatchObject({ usual: yuan(2), least: yuan(1), most: yuan(2) });
  });

  test("its event and its filter know it", async () => {
    const order = await is.make("order", { note: "event" });
    await is.make("line", { order: order.id, price: "77.77", pieces: 1 });
    const found = await listRecords(platform, actor, "order", { filter: { "===": [{ var: "total" }, "77.77"] } });
    expect(found.ok && found.value.data.map(({ id }) => id)).toEqual([order.id]);
    const [events] = await database.db.batch(tenantId, [
      {
        text: "select body from outbox where tenant_id = $1 and topic = 'record.updated' and body->>'id' = $2",
        params: [tenantId, order.id],
      },
    ]);
    expect(events!.map((row) => (row["body"] as { changes: object }).changes)).toMatchObject([
      { total: [yuan(0), yuan(7777)], lines: [0, 1] },
    ]);
  });
});

describe("many at once", () => {
  test("a thousand parts of one whole are summed up once", async () => {
    const order = await is.make("order", {});
    const made = await createRecords(
      platform,
      actor,
      "line",
      Array.from({ length: 1_000 }, () => ({ order: order.id, price: "0.10", pieces: 1 })),
    );
    expect(made.ok).toBe(true);
    expect(await is.read("order", order.id)).toMatchObject({ total: yuan(10_000), lines: 1_000, version: 2 });
    expect(await actsOf(database, tenantId, order.id)).toEqual(["create", "derive"]);
  });

  test("what is beyond the bound is left to the worker, and comes to the same", async () => {
    const ann = await is.make("customer", { name: "Dora" });
    const orders = await is.makeMany(
      "order",
      Array.from({ length: mostFollowed + 100 }, () => ({ customer: ann.id })),
    );
    await is.make("line", { order: orders[0]!.id, price: "1.00" });
    expect(await stale()).toBe(0);
    let woken = 0;
    await writer({ ...platform, wake: () => void woken++ }, actor).change("customer", ann.id, { name: "Dorothea" });
    // nobody has to look for what there is to do
    expect(woken).toBe(1);
    expect(await stale()).toBe(1);
    expect(await is.read("order", orders[7]!.id)).toMatchObject({ who: "Dora" });
    const list = async (object: string) => {
      const page = await listRecords(platform, actor, object, { limit: 1 });
      return page.ok ? page.value : undefined;
    };
    expect(await list("order")).toMatchObject({ catchingUp: true });
    expect(await list("line")).toMatchObject({ catchingUp: true });
    expect(await list("sums")).not.toHaveProperty("catchingUp");
    await catchUp(platform, tenantId);
    expect(await stale()).toBe(0);
    expect(await list("order")).not.toHaveProperty("catchingUp");
    const left = await listRecords(platform, actor, "order", { filter: { "===": [{ var: "who" }, "Dora"] }, count: "exact" });
    expect(left.ok && left.value.count).toBe(0);
    const now = await listRecords(platform, actor, "order", { filter: { "===": [{ var: "who" }, "Dorothea"] }, count: "exact" });
    expect(now.ok && now.value.count).toBe(orders.length);
  });

  test("wholes beyond the bound are left to the worker as well", async () => {
    const orders = await is.makeMany(
      "order",
      Array.from({ length: mostFollowed + 50 }, () => ({})),
    );
    await is.makeMany(
      "line",
      orders.map(({ id }) => ({ order: id, price: "2.00", pieces: 1 })),
    );
    expect(await stale()).toBe(50);
    await catchUp(platform, tenantId);
    expect(await stale()).toBe(0);
    const wrong = await listRecords(platform, actor, "order", {
      filter: { and: [{ in: [{ var: "id" }, orders.slice(0, 400).map(({ id }) => id)] }, { "!==": [{ var: "total" }, "2.00"] }] },
    });
    expect(wrong.ok && wrong.value.data).toEqual([]);
    for (const { id } of orders.slice(-3)) expect(await is.read("order", id)).toMatchObject({ total: yuan(200), lines: 1 });
  });
});

describe("writers at the same time", () => {
  test("two that add parts to one whole lose nothing", async () => {
    const order = await is.make("order", {});
    await Promise.all(Array.from({ length: 20 }, (_, index) => is.make("line", { order: order.id, price: `${index}.00`, pieces: 1 })));
    expect(await is.read("order", order.id)).toMatchObject({ lines: 20, total: yuan(19_000) });
  });

  test("fifty on related records, from the part and from the whole, end and agree", async () => {
    const many = writer({ ...platform, db: patiently(database.db) }, actor);
    const ann = await is.make("customer", { name: "Eve", rate: "1.000" });
    const orders = await is.makeMany(
      "order",
      Array.from({ length: 4 }, () => ({ customer: ann.id })),
    );
    const lines = await is.makeMany(
      "line",
      Array.from({ length: 20 }, (_, index) => ({ order: orders[index % 4]!.id, price: "1.00", pieces: 1 })),
    );
    await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        if (index % 10 === 0) return await many.change("customer", ann.id, { name: `Eve ${index}`, rate: `0.${index + 10}0` });
        if (index % 10 === 1) return await many.change("order", orders[index % 4]!.id, { note: `n${index}` });
        if (index % 10 === 2) return await many.make("line", { order: orders[index % 4]!.id, price: "1.00", pieces: 1 });
        if (index % 10 === 3) return await many.change("line", lines[index % 20]!.id, { order: orders[(index + 1) % 4]!.id });
        return await many.change("line", lines[index % 20]!.id, { pieces: index });
      }),
    );
    const all = await listRecords(platform, actor, "line", { filter: { in: [{ var: "order" }, orders.map(({ id }) => id)] }, limit: 200 });
    const found = all.ok ? all.value.data : [];
    const whole = await is.read("customer", ann.id);
    let bought = 0;
    for (const { id } of orders) {
      const parts = found.filter((each) => each["order"] === id);
      const total = parts.reduce((sum, each) => sum + 100 * (each["pieces"] as number), 0);
      bought += total;
      expect(await is.read("order", id)).toMatchObject({ lines: parts.length, total: yuan(total), who: whole["name"] });
    }
    expect(whole).toMatchObject({ bought: yuan(bought), orders: 4 });
    for (const each of found) expect(each).toMatchObject({ said: whole["name"], amount: yuan(100 * (each["pieces"] as number)) });
  }, 30_000);
});

describe("who may see it", () => {
  test("a derived value that is hidden from a role answers like a field that does not exist", async () => {
    const ann = await is.make("customer", { name: "Fay", secret: 41 });
    expect(ann).toMatchObject({ loud: 42 });
    const clerk = actorOf(tenantId, ["clerk"]);
    const told = async (field: string) => {
      const answers = [
        await listRecords(platform, clerk, "customer", { filter: { "===": [{ var: field }, 42] } }),
        await listRecords(platform, clerk, "customer", { sort: [{ field, descending: false }] }),
        await listRecords(platform, clerk, "customer", { fields: [field] }),
        await updateRecord(platform, clerk, "customer", ann.id, { [field]: 1 }),
      ];
      return answers.map((each) => (each.ok ? each.value : each.problems.map(({ code, path }) => `${code} ${path.replace(field, "?")}`)));
    };
    expect(await told("loud")).toEqual(await told("nothing_of_the_sort"));
    const seen = await writer(platform, clerk).read("customer", ann.id);
    expect(seen).not.toHaveProperty("loud");
    expect(seen).not.toHaveProperty("secret");
  });
});
