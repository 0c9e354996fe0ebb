import { describe, expect, test } from "vitest";
import type { Json } from "#metadata";
import { effectiveOf, objectOf } from "../records/testing.ts";
import { derivedGraph } from "./effective-graph.ts";
import { meetingOf } from "./enter.ts";

const tenant = "00000000-0000-7000-8000-000000000001";
const money = { type: "money", config: { currency: "CNY" } };
const formula = (logic: Json, result: Json) => ({ type: "formula", config: { logic, result } as never });
const sum = (object: string, by: string, field: string, filter?: Json) => ({
  type: "roll_up",
  config: { object, by, fn: "sum", field, ...(filter === undefined ? {} : { filter }) } as never,
});
const to = (object: string) => ({ type: "reference", config: { object } });
const cny = { type: "money", currency: "CNY" };

const graph = (...objects: ReturnType<typeof objectOf>[]) => derivedGraph(effectiveOf(tenant, objects));
const told = (...objects: ReturnType<typeof objectOf>[]) =>
  graph(...objects).problems.map(({ object, problem }) => `${problem.code} ${object}${problem.path} ${problem.message}`);

const customer = objectOf("customer", {
  name: { type: "text" },
  region: { type: "text" },
  rate: { type: "decimal" },
  bought: sum("order", "customer", "total"),
});
const order = objectOf("order", {
  customer: to("customer"),
  total: sum("line", "order", "amount", { "===": [{ var: "open" }, true] }),
  net: formula({ "dec.mul": [{ "money.amount": [{ var: "total" }] }, { var: "customer.rate" }] }, { type: "decimal" }),
});
const line = objectOf("line", {
  order: to("order"),
  price: money,
  count: { type: "number" },
  open: { type: "boolean" },
  note: { type: "text" },
  amount: formula({ "money.mul": [{ var: "price" }, { var: "count" }] }, cny),
  region: { type: "look_through", config: { reference: "order", field: "customer" } },
});

describe("the graph of derived values", () => {
  test("puts each behind what it reads, across objects", () => {
    const { of, problems } = graph(customer, order, line);
    expect(problems).toEqual([]);
    const ranks = new Map([...of.values()].flat().map(({ key, rank }) => [key, rank]));
    expect(Object.fromEntries(ranks)).toEqual({
      "line.amount": 0,
      "line.region": 0,
      "order.total": 1,
      "order.net": 2,
      "customer.bought": 2,
    });
  });

  test("knows what is read of others", () => {
    const { watches, rollUps } = graph(customer, order, line);
    expect(watches.get("customer")?.map(({ node, field, level }) => [node.key, field, level])).toEqual([["order.net", "f_rate", 1]]);
    expect(rollUps.get("line")?.map(({ key, children }) => [key, [...children!.reads].sort()])).toEqual([
      ["order.total", ["f_amount", "f_open", "f_order"]],
    ]);
  });

  test("refuses a circle and tells the whole way round, at every field of it", () => {
    const problems = told(
      objectOf("order", { discount: formula({ var: "total" }, cny), total: sum("line", "order", "amount") }),
      objectOf("line", { order: to("order"), amount: formula({ var: "order.discount" }, cny) }),
    );
    expect(problems).toEqual([
      'derived_circle line/fields/f_amount "line.amount" follows from itself: line.amount → order.discount → order.total → line.amount.',
      'derived_circle order/fields/f_discount "order.discount" follows from itself: order.discount → order.total → line.amount → order.discount.',
      'derived_circle order/fields/f_total "order.total" follows from itself: order.total → line.amount → order.discount → order.total.',
    ]);
  });

  test("refuses a value that follows from itself", () => {
    expect(told(objectOf("a", { x: formula({ "+": [{ var: "x" }, 1] }, { type: "number" }) }))[0]).toContain("a.x → a.x");
  });

  test("refuses what cannot be read: all at once", () => {
    const problems = told(
      objectOf("customer", { name: { type: "text" } }),
      objectOf("order", {
        customer: to("customer"),
        others: { type: "multi_reference", config: { object: "customer" } },
        a: formula({ var: "customer.nme" }, { type: "text" }),
        b: formula({ var: "others.name" }, { type: "text" }),
        c: formula({ var: "customer.name" }, { type: "number" }),
        d: formula({ var: "$now" }, { type: "instant" }),
        e: formula({ var: "updated_at" }, { type: "instant" }),
        f: { type: "roll_up", config: { object: "customer", by: "name", fn: "count" } },
        g: formula({ var: "nothing" }, { type: "text" }),
        h: formula({ var: "customer.name.x" }, { type: "text" }),
      }),
    );
    expect(problems.map((each) => each.split(" ").slice(0, 2).join(" "))).toEqual([
      "unknown_name order/fields/f_a/config/logic",
      "invalid_expression order/fields/f_b/config/logic",
      "wrong_type order/fields/f_c/config/logic",
      "invalid_expression order/fields/f_d/config/logic",
      "invalid_expression order/fields/f_e/config/logic",
      "invalid_expression order/fields/f_f/config/by",
      "unknown_name order/fields/f_g/config/logic",
      "invalid_expression order/fields/f_h/config/logic",
    ]);
    expect(problems[1]).toContain("several records");
  });

  test("refuses a path through more than five references", () => {
    const problems = told(
      objectOf("node", { up: to("node"), name: { type: "text" }, far: formula({ var: "up.up.up.up.up.up.name" }, { type: "text" }) }),
    );
    expect(problems[0]).toContain("too_deep");
    expect(
      told(objectOf("node", { up: to("node"), name: { type: "text" }, far: formula({ var: "up.up.up.up.up.name" }, { type: "text" }) })),
    ).toEqual([]);
  });

  test("reads a reference and a value behind it side by side", () => {
    const { of, problems } = graph(
      objectOf("customer", { name: { type: "text" } }),
      objectOf("order", {
        customer: to("customer"),
        who: formula({ if: [{ var: "customer" }, { var: "customer.name" }, "nobody"] }, { type: "text" }),
      }),
    );
    expect(problems).toEqual([]);
    expect([...of.get("order")![0]!.own]).toEqual(["f_customer"]);
  });
});

describe("how a write meets others", () => {
  const effective = effectiveOf(tenant, [customer, order, line]);
  const meets = (object: string, act: "create" | "update" | "delete" | "restore", ...names: string[]) =>
    meetingOf(effective, { object, act, asked: [{ values: Object.fromEntries(names.map((name) => [name, null])) }] });

  test("from the part to the whole beside each other, the other way alone, what touches nothing derived not at all", () => {
    expect(meets("line", "create")).toBe("beside");
    expect(meets("line", "update", "price")).toBe("beside");
    expect(meets("line", "update", "note")).toBe("none");
    expect(meets("customer", "update", "rate")).toBe("alone");
    expect(meets("customer", "update", "name")).toBe("none");
    // the lines look through to it
    expect(meets("order", "update", "customer")).toBe("alone");
    // its lines stand in the way; nothing else is touched
    expect(meets("order", "delete")).toBe("beside");
    expect(meets("line", "delete")).toBe("beside");
  });
});
