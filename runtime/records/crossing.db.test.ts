import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tx } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import { writeBatch } from "../batch/write-batch.ts";
import type { Effective } from "../effective/effective.ts";
import { catchUp } from "../formulas/catch-up.ts";
import { formula, refers, rollUp } from "../formulas/testing.ts";
import { writeEach } from "../jobs/write-each.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "./commands.ts";
import type { RecordJson } from "./record.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, patiently, platformOf } from "./testing.ts";

/*
 * Fifty writers on a handful of related records: parts and wholes, sums over them, lines that come with their whole, moves, cascades,
 * deletions that something stands in the way of, and chunks of jobs. Nobody may wait in a circle: not one that is broken and begun again either.
 */

const decimal = { type: "decimal", config: { scale: 2 } };
const documents = [
  objectOf("customer", { name: { type: "text" }, spent: rollUp("order", "customer", "sum", "total"), rate: decimal }),
  objectOf("product", { name: { type: "text" } }),
  objectOf("order", {
    customer: refers("customer"),
    note: { type: "text" },
    total: rollUp("line", "order", "sum", "amount"),
    due: formula({ "*": [{ var: "total" }, { var: "customer.rate" }] }, "decimal", { scale: 2 }),
    lines: { type: "line_items", config: { object: "line", by: "order" } },
  }),
  objectOf("line", {
    order: { ...refers("order"), onDelete: "cascade" },
    spare: { ...refers("order"), onDelete: "clear" },
    product: refers("product"),
    code: { type: "text", unique: true },
    amount: decimal,
  }),
  // parts whose wholes nothing is summed up on
  objectOf("page", { title: { type: "text" }, notes: { type: "line_items", config: { object: "remark", by: "page" } }, first: { ...refers("remark"), onDelete: "clear" } }), // prettier-ignore
  objectOf("remark", { page: { ...refers("page"), onDelete: "cascade" }, beside: { ...refers("page"), onDelete: "cascade" }, text: { type: "text" } }), // prettier-ignore
];

let database: TestDatabase;
let platform: Platform;
let effective: Effective;
let actor: Actor;
/** SQLSTATEs of transactions that met others */
const crossed: string[] = [];

beforeAll(async () => {
  database = await testDatabase({ lanes: 40 });
  const tenantId = await database.tenant();
  effective = effectiveOf(tenantId, documents);
  actor = actorOf(tenantId);
  // who waits in a circle is told so by the database, and nobody for another reason
  const db = patiently(database.db, { turns: 20, met: (code) => crossed.push(code) });
  platform = { ...platformOf(database, effective), db };
});
afterAll(() => database.drop());

type Answer = { readonly ok: boolean; readonly value?: unknown; readonly problems?: readonly Problem[] };
const made = (answer: Awaited<ReturnType<typeof createRecords>>): readonly RecordJson[] => {
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems));
  return answer.value;
};
const all = async (object: string): Promise<readonly RecordJson[]> => {
  const page = await listRecords(platform, actor, object, { limit: 500 });
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  return page.value.data;
};
/** A chunk of a job: many changes in one transaction, begun again when it met somebody. */
async function chunk(work: (tx: Tx) => Promise<unknown>): Promise<Answer> {
  await platform.db.transaction(actor.tenantId, work, { class: "batch" });
  return { ok: true };
}

/** What may be wrong when others were quicker. */
const expected = new Set(["not_found", "broken_reference", "still_referenced", "duplicate_value"]);

async function together(writers: readonly (() => Promise<Answer>)[]): Promise<void> {
  crossed.length = 0;
  const answers = await Promise.allSettled(writers.map((write) => write()));
  expect(answers.flatMap((each) => (each.status === "rejected" ? [String(each.reason)] : []))).toEqual([]);
  const wrong = answers.flatMap((each) => (each.status === "fulfilled" && !each.value.ok ? each.value.problems! : []));
  expect(wrong.filter(({ code }) => !expected.has(code))).toEqual([]);
  expect(crossed.filter((code) => code !== "23505")).toEqual([]);
}

test("sums, lines, moves, cascades and jobs on the same few records", { timeout: 120_000 }, async () => {
  const customers = made(
    await createRecords(
      platform,
      actor,
      "customer",
      [1, 2].map((n) => ({ name: `c${n}`, rate: "0.50" })),
    ),
  );
  const products = made(
    await createRecords(
      platform,
      actor,
      "product",
      [1, 2, 3].map((n) => ({ name: `p${n}` })),
    ),
  );
  const orders = made(
    await createRecords(
      platform,
      actor,
      "order",
      Array.from({ length: 6 }, (_, n) => ({ customer: customers[n % 2]!.id })),
    ),
  );
  const lines = made(
    await createRecords(
      platform,
      actor,
      "line",
      Array.from({ length: 24 }, (_, n) => ({ order: orders[n % 6]!.id, spare: orders[(n + 1) % 6]!.id, product: products[n % 2]!.id, code: `l${n}`, amount: "1.00" })), // prettier-ignore
    ),
  );
  for (let round = 0; round < 3; round++) {
    await together(
      Array.from({ length: 50 }, (_, n) => async (): Promise<Answer> => {
        const by: Actor = { ...actor, by: `user:w${n}` };
        const [order, other] = [orders[(n + round) % 6]!, orders[(n * 5 + round + 1) % 6]!];
        const own = lines.filter((_, index) => index % 6 === (n + round) % 6);
        const line = lines[(n * 7 + round) % 24]!;
        const kinds: (() => Promise<Answer>)[] = [
          // the whole with lines of its own, some of them there already
          () => updateRecord(platform, by, "order", order.id, { note: `n${n}`, lines: own.toReversed().map(({ id }, index) => ({ id, amount: `${index + 2}.00` })) }), // prettier-ignore
          () => updateRecord(platform, by, "order", order.id, { lines: [{ id: own[0]!.id, amount: "7.00" }, { amount: "1.00", product: products[2]!.id, code: `n${round}-${n}` }] }), // prettier-ignore
          () => updateRecord(platform, by, "line", line.id, { amount: `${n}.00` }),
          () => updateRecord(platform, by, "line", line.id, { order: other.id, spare: order.id }),
          () => createRecords(platform, by, "line", [{ order: order.id, amount: "1.00" }, { order: other.id, spare: order.id, amount: "2.00" }]), // prettier-ignore
          () => createRecords(platform, by, "order", [{ customer: customers[n % 2]!.id, lines: [{ amount: "3.00", product: products[n % 3]!.id }] }]), // prettier-ignore
          () => updateRecord(platform, by, "customer", customers[n % 2]!.id, { rate: `0.${10 + n}` }),
          () => updateRecord(platform, by, "order", other.id, { customer: customers[(n + 1) % 2]!.id }),
          async () => {
            const gone = await deleteRecord(platform, by, "order", orders[5]!.id);
            return gone.ok ? restoreRecord(platform, by, "order", orders[5]!.id) : gone;
          },
          () => deleteRecord(platform, by, "product", products[n % 3]!.id),
          () => chunk((tx) => writeEach(tx, effective, by, [...lines.toReversed().slice(0, 12).map(({ id }) => ({ act: "update" as const, object: "line", id, values: { amount: `${n}.50` } })), { act: "create" as const, object: "line", values: { order: other.id, amount: "4.00" } }], "019b0000-0000-7000-8000-00000000000a")), // prettier-ignore
          () => writeBatch(platform, by, [{ act: "update", object: "line", id: line.id, values: { amount: "9.00" } }, { act: "update", object: "order", id: other.id, values: { note: "batch" } }, { act: "create", object: "line", values: { order: order.id, amount: "1.00" } }]), // prettier-ignore
        ];
        return kinds[(n + round) % kinds.length]!();
      }),
    );
  }
  await catchUp(platform, actor.tenantId);
  const sum = (list: readonly RecordJson[], field: string) => list.reduce((total, each) => total + Number(each[field] ?? 0), 0).toFixed(2);
  const [allOrders, allLines] = [await all("order"), await all("line")];
  for (const { id, total } of allOrders) expect({ id, total }).toEqual({ id, total: sum(allLines.filter(({ order }) => order === id), "amount") }); // prettier-ignore
  for (const { id, spent } of await all("customer")) expect({ id, spent }).toEqual({ id, spent: sum(allOrders.filter(({ customer }) => customer === id), "total") }); // prettier-ignore
});

test("wholes that go while their parts are changed, moved and written with them", { timeout: 120_000 }, async () => {
  for (let round = 0; round < 4; round++) {
    const pages = made(
      await createRecords(
        platform,
        actor,
        "page",
        [1, 2, 3, 4].map((n) => ({ title: `p${n}` })),
      ),
    );
    const remarks = made(
      await createRecords(platform, actor, "remark", Array.from({ length: 16 }, (_, n) => ({ page: pages[n % 4]!.id, beside: pages[(n + 1) % 4]!.id, text: "x" }))), // prettier-ignore
    );
    for (const [n, { id }] of pages.entries()) made([await updateRecord(platform, actor, "page", id, { first: remarks[(n + 2) % 16]!.id })].map((each) => (each.ok ? { ok: true as const, value: [each.value] } : each))[0]!); // prettier-ignore
    await together(
      Array.from({ length: 50 }, (_, n) => async (): Promise<Answer> => {
        const by: Actor = { ...actor, by: `user:w${n}` };
        const [page, other] = [pages[n % 4]!, pages[(n * 3 + round + 1) % 4]!];
        const own = remarks.filter((_, index) => index % 4 === n % 4);
        const kinds: (() => Promise<Answer>)[] = [
          () => updateRecord(platform, by, "page", page.id, { title: `t${n}`, notes: own.toReversed().map(({ id }) => ({ id, text: `${n}` })) }), // prettier-ignore
          () => updateRecord(platform, by, "remark", own[n % own.length]!.id, { beside: other.id, text: "moved" }),
          () => chunk((tx) => writeEach(tx, effective, by, remarks.toReversed().map(({ id }) => ({ act: "update" as const, object: "remark", id, values: { beside: other.id } })), "019b0000-0000-7000-8000-00000000000a")), // prettier-ignore
          () => (n > 25 ? deleteRecord(platform, by, "page", pages[(n + round) % 4]!.id) : updateRecord(platform, by, "page", page.id, { first: remarks[n % 16]!.id })), // prettier-ignore
          () => deleteRecord(platform, by, "remark", remarks[n % 16]!.id),
        ];
        return kinds[(n + round) % kinds.length]!();
      }),
    );
  }
});
