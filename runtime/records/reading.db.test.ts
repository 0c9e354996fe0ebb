import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import { createRecords } from "./commands.ts";
import type { RecordQuery } from "./query.ts";
import { readingOf } from "./reading.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "./testing.ts";

/* A list that was planned for one is given to the next who asks the same. Whatever he may see, whoever he is, whenever it is. */

const own = { "===": [{ var: "owner" }, { var: "$user.id" }] };
const documents = [
  objectOf("customer", { name: { type: "text", indexed: true }, owner: { type: "text", indexed: true } }),
  objectOf("order", {
    title: { type: "text", indexed: true },
    note: { type: "text" },
    amount: { type: "number", indexed: true },
    owner: { type: "text", indexed: true },
    at: { type: "date_time", indexed: true },
    customer: { type: "reference", config: { object: "customer" } },
    lines: { type: "line_items", config: { object: "line", by: "order" } },
  }),
  objectOf("line", { order: { type: "master_detail", config: { object: "order" } }, text: { type: "text" } }),
  roleOf("clerk", { order: { read: true, export: true }, customer: { read: true }, line: { read: true } }),
  roleOf("guest", { order: { read: true, hidden: { note: true } }, customer: { read: true, rows: own }, line: { read: true } }),
  roleOf("owner", { order: { read: true, export: true, rows: own }, customer: { read: true }, line: { read: true } }),
];

let database: TestDatabase;
let tenantId: string;
beforeAll(async () => {
  database = await testDatabase();
  tenantId = await database.tenant("readings");
  const platform = platformOf(database, effectiveOf(tenantId, documents));
  const make = async (object: string, values: Record<string, unknown>) => {
    const written = await createRecords(platform, actorOf(tenantId), object, [values]);
    if (!written.ok) throw new Error(JSON.stringify(written.problems));
    return written.value[0]!.id;
  };
  for (const [index, owner] of ["u1", "u2", "u1", "u2"].entries()) {
    const customer = await make("customer", { name: `c${index}`, owner });
    const at = index < 2 ? new Date().toISOString() : "2024-02-03T10:00:00.000Z";
    const order = await make("order", { title: `t${index}`, note: `n${index}`, amount: index, owner, at, customer });
    await make("line", { order, text: `l${index}` });
  }
});
afterAll(() => database.drop());

const queries: readonly RecordQuery[] = [
  {},
  { limit: 2, sort: [{ field: "amount", descending: true }] },
  { filter: { ">": [{ var: "amount" }, 0] }, fields: ["title"], count: "exact" },
  { filter: { "===": [{ var: "note" }, "n1"] } },
  { sort: [{ field: "note", descending: false }] },
  { filter: own },
  { filter: { "date.during": [{ var: "at" }, "today"] } },
  { filter: { "<=": [{ var: "at" }, { var: "$now" }] } },
  { filter: { ">": [{ var: "customer.name" }, "c0"] } },
  { sort: [{ field: "customer.name", descending: true }], expand: ["customer"] },
  { filter: { some: [{ var: "lines" }, { ">": [{ var: "text" }, "l1"] }] } },
  { q: "t1" },
];

test("whoever asks first, everybody gets what he would get alone", async () => {
  const people: readonly Actor[] = [
    ...["u1", "u2"].flatMap((userId) => ["clerk", "guest", "owner"].map((role) => ({ ...actorOf(tenantId, [role]), userId }))),
    { ...actorOf(tenantId, ["clerk"]), unrestricted: true },
    { ...actorOf(tenantId, ["none"]) },
  ];
  const together = platformOf(database, effectiveOf(tenantId, documents));
  const plain = (answer: unknown): unknown =>
    JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === "next" ? value !== null : value)));
  let given = 0;
  for (const verb of ["read", "export"] as const)
    for (let turn = 0; turn < 2; turn++)
      for (const query of queries)
        for (const actor of turn === 0 ? people : people.toReversed()) {
          const answer = await listRecords(together, actor, "order", query, { verb });
          const alone = await listRecords(platformOf(database, effectiveOf(tenantId, documents)), actor, "order", query, { verb });
          expect(plain(answer), JSON.stringify({ query, actor, verb })).toEqual(plain(alone));
          if (answer.ok) given += answer.value.data.length;
        }
  expect(given).toBeGreaterThan(200);
});

test("a page after the first goes on where that ended", async () => {
  const platform = platformOf(database, effectiveOf(tenantId, documents));
  const query: RecordQuery = { limit: 1, sort: [{ field: "amount", descending: false }] };
  for (let turn = 0; turn < 2; turn++) {
    const found: unknown[] = [];
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const page = await listRecords(platform, actorOf(tenantId, ["clerk"]), "order", cursor === undefined ? query : { ...query, cursor });
      if (!page.ok) throw new Error(JSON.stringify(page.problems));
      found.push(...page.value.data.map(({ title }) => title));
      cursor = page.value.next;
    }
    expect(found).toEqual(["t0", "t1", "t2", "t3"]);
  }
});

test("only what asks neither who nor when is kept, and for no longer than the metadata stands", async () => {
  const effective = effectiveOf(tenantId, documents);
  const platform = platformOf(database, effective);
  const read = async (query: RecordQuery, role: string, of = effective) => {
    const reading = await readingOf(platform, of, actorOf(tenantId, [role]), "order", query, new Date().toISOString(), "read");
    return reading.ok ? reading.value.select : undefined;
  };
  const kept = async (role: string): Promise<readonly number[]> => {
    const found: number[] = [];
    for (const [index, query] of queries.entries()) {
      const first = await read(query, role);
      if (first !== undefined && first === (await read(query, role))) found.push(index);
    }
    return found;
  };
  expect(await kept("clerk")).toEqual([0, 1, 2, 3, 4, 8, 9, 10]);
  // two queries ask for a field that he does not see, two for customers of whom he may read his own
  expect(await kept("guest")).toEqual([0, 1, 2, 10]);
  expect(await kept("owner")).toEqual([]);
  expect(await read({}, "clerk", effectiveOf(tenantId, documents))).not.toBe(await read({}, "clerk"));
});
