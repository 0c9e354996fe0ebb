import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Tx } from "#db";
import { actorOf, effectiveOf, objectOf } from "../records/testing.ts";
import { createMany, updateMany } from "../records/write.ts";
import { flow } from "./flows.testing.ts";

/* Many records start many runs by as many statements as one starts one. */

const end = { end: { name: "end", type: "succeed", order: "a0", config: {} } } as const;
const documents = [
  objectOf("order", { note: { type: "text" }, big: { type: "boolean" } }),
  flow("every", end, { trigger: { object: "order", on: "create" }, timeoutSeconds: 3_600 }),
  flow("some", end, { trigger: { object: "order", on: "create", when: { "===": [{ var: "big" }, true] } } }),
  flow("changed", end, { trigger: { object: "order", on: "update" } }),
];

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

test("runs of many records start together, each with its own record, and with the work that begins it", async () => {
  const tenantId = await database.tenant();
  const effective = effectiveOf(tenantId, documents);
  const actor = actorOf(tenantId);
  let asked = 0;
  const counting = <Value>(work: (tx: Tx) => Promise<Value>) =>
    database.db.transaction(tenantId, (tx) => {
      asked = 0;
      return work({ ...tx, query: (...given) => (asked++, tx.query(...given)) });
    });
  const make = (count: number) =>
    counting(async (tx) => {
      const values = Array.from({ length: count }, (_, index) => ({ values: { note: `n${index}`, big: index % 2 === 0 } }));
      const made = await createMany(tx, effective, actor, "order", values);
      if (!made.ok) throw new Error(JSON.stringify(made.problems));
      return { ids: made.value.records.map(({ id }) => id), work: made.value.work };
    });
  const runs = async () => {
    const rows = await database.owner`select r.flow_id, r.record_id, r.name, r.input, r.deadline is null as open,
        (select jsonb_agg(kind order by kind) from work w where w.run_id = r.id) as work
      from run r where r.tenant_id = ${tenantId} order by r.flow_id, r.record_id`;
    return rows as unknown as { flow_id: string; record_id: string; name: string; input: { record: { id: string; note: string } }; open: boolean; work: string[] }[]; // prettier-ignore
  };

  await make(1);
  const one = await make(1);
  const forOne = asked;
  expect(await runs()).toHaveLength(4);
  await database.owner`delete from run where tenant_id = ${tenantId}`;
  const { ids, work } = await make(200);
  expect(asked).toBe(forOne);
  expect(work).toBe(true);
  const made = await runs();
  expect(made.filter(({ flow_id }) => flow_id === "every").map(({ record_id }) => record_id)).toEqual(ids.toSorted());
  expect(made.filter(({ flow_id }) => flow_id === "some")).toHaveLength(100);
  for (const { record_id, input, name } of made) {
    expect(input).toMatchObject({ object: "order", record: { id: record_id, note: `n${ids.indexOf(record_id)}` } });
    expect(name).toBe(`create:${record_id}:1`);
  }
  expect(made.find(({ flow_id }) => flow_id === "every")).toMatchObject({ open: false, work: ["flow_timeout", "run"] });
  expect(made.find(({ flow_id }) => flow_id === "some")).toMatchObject({ open: true, work: ["run"] });

  const change = (which: readonly string[], note: string) =>
    counting((tx) => updateMany(tx, effective, actor, "order", which.map((id) => ({ id, values: { note } })))); // prettier-ignore
  await change(one.ids, "x");
  await change(one.ids, "y");
  const forChange = asked;
  expect(await change(ids, "z")).toMatchObject({ ok: true });
  expect(asked).toBe(forChange);
  expect((await runs()).filter(({ flow_id }) => flow_id === "changed")).toHaveLength(202);
});
