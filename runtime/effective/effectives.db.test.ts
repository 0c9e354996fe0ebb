import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "#db";
import { testDatabase, type TestDatabase } from "#db/testing";
import { openDraft, publishDraft, putDraftDocument } from "../drafts/index.ts";
import { actorOf, testLanguage, testPlatform } from "../drafts/testing-platform.ts";
import { createEffectives } from "./effectives.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.drop());

/** The same database, counting what is asked of it, and holding answers back while `gate` is closed. */
function counting(db: Database) {
  const count = { batches: 0 };
  let gate: Promise<void> | undefined;
  let open: () => void = () => {};
  const counted: Database = {
    ...db,
    batch: async (...args) => {
      count.batches++;
      const rows = await db.batch(...args);
      await gate;
      return rows;
    },
  };
  const close = () => {
    gate = new Promise((resolve) => (open = resolve));
  };
  return { db: counted, count, close, open: () => (open(), (gate = undefined)) };
}

async function publish(tenantId: string, name: string): Promise<void> {
  const platform = testPlatform(database.db);
  const actor = actorOf(tenantId, "implementer");
  const draft = await openDraft(platform, actor);
  if (!draft.ok) throw new Error("no draft");
  const put = await putDraftDocument(platform, actor, draft.value.id, "object", name, { label: name, fields: {} });
  const published = await publishDraft(platform, actor, draft.value.id);
  expect([put.ok, published.ok]).toEqual([true, true]);
}

test("a tenant that published nothing has the platform's documents and revision 0", async () => {
  const effective = await createEffectives(database.db, testLanguage).get(await database.tenant());
  expect([effective.revision, effective.objects.size, effective.documents.role.has("implementer")]).toEqual([0, 0, true]);
});

test("tenants do not see each other's", async () => {
  const [a, b] = [await database.tenant(), await database.tenant()];
  await Promise.all([publish(a, "alpha"), publish(b, "beta")]);
  const effectives = createEffectives(database.db, testLanguage);
  const [ofA, ofB] = await Promise.all([effectives.get(a), effectives.get(b)]);
  expect([[...ofA.objects.keys()], [...ofB.objects.keys()]]).toEqual([["alpha"], ["beta"]]);
});

test("many who ask at once are one question, and a fresh answer is asked for by nobody", async () => {
  const { db, count } = counting(database.db);
  const effectives = createEffectives(db, testLanguage, { believedFor: 3_600_000 });
  const tenantId = await database.tenant();
  await publish(tenantId, "thing");
  const answers = await Promise.all(Array.from({ length: 50 }, () => effectives.get(tenantId)));
  expect(new Set(answers).size).toBe(1);
  expect(count.batches).toBe(1);
  expect(await effectives.get(tenantId)).toBe(answers[0]);
  expect(count.batches).toBe(1);
});

test("an unchanged revision keeps its Effective when it is asked for again", async () => {
  const { db, count } = counting(database.db);
  const effectives = createEffectives(db, testLanguage, { believedFor: 0 });
  const tenantId = await database.tenant();
  await publish(tenantId, "thing");
  const first = await effectives.get(tenantId);
  expect(await effectives.get(tenantId)).toBe(first);
  await publish(tenantId, "other");
  const second = await effectives.get(tenantId);
  expect([first.revision, second.revision]).toEqual([1, 2]);
  expect(count.batches).toBe(1 + 1 + 2);
});

test("who asks after a publish is not answered by a question from before it", async () => {
  const { db, close, open } = counting(database.db);
  const effectives = createEffectives(db, testLanguage, { believedFor: 3_600_000 });
  const tenantId = await database.tenant();
  await publish(tenantId, "thing");
  close();
  const before = effectives.get(tenantId);
  await publish(tenantId, "other");
  effectives.drop(tenantId);
  const after = effectives.get(tenantId);
  open();
  await before;
  expect((await after).revision).toBe(2);
  expect((await effectives.get(tenantId)).revision).toBe(2);
});

test("a failed question is not remembered", async () => {
  let broken = true;
  const db: Database = { ...database.db, batch: (...args) => (broken ? Promise.reject(new Error("away")) : database.db.batch(...args)) };
  const effectives = createEffectives(db, testLanguage);
  const tenantId = await database.tenant();
  await expect(effectives.get(tenantId)).rejects.toThrow("away");
  broken = false;
  expect((await effectives.get(tenantId)).revision).toBe(0);
});

test("what was not used for longest goes first when the bytes are used up", async () => {
  const { db, count } = counting(database.db);
  const effectives = createEffectives(db, testLanguage, { believedFor: 3_600_000, bytes: 45_000 });
  const [a, b, c] = [await database.tenant(), await database.tenant(), await database.tenant()];
  for (const each of [a, b, a, c]) await effectives.get(each);
  expect(count.batches).toBe(3);
  await effectives.get(a);
  await effectives.get(c);
  expect(count.batches).toBe(3);
  await effectives.get(b);
  expect(count.batches).toBe(4);
});

test("tenants of the same package lay it out once, and each has its own slots, patches and memory", async () => {
  const effectives = createEffectives(database.db, testLanguage);
  const [a, b, c] = [await database.tenant(), await database.tenant(), await database.tenant()];
  for (const tenant of [a, b]) await publish(tenant, "same");
  await publish(c, "other");
  const [ofA, ofB, ofC] = await Promise.all([a, b, c].map((tenant) => effectives.get(tenant)));
  expect(ofA!.objects).toBe(ofB!.objects);
  expect(ofC!.objects).not.toBe(ofA!.objects);
  expect([ofA!.tenantId, ofB!.tenantId]).toEqual([a, b]);
  ofA!.memo("secret", () => a);
  expect(ofB!.memo("secret", () => b)).toBe(b);
  await publish(b, "more");
  const again = await createEffectives(database.db, testLanguage).get(b);
  expect([...again.objects.keys()].sort()).toEqual(["more", "same"]);
  expect([...ofA!.objects.keys()]).toEqual(["same"]);
});

test("one poll for all: a tenant that nobody revised is not asked for again, one that was is seen", async () => {
  const { db, count } = counting(database.db);
  const effectives = createEffectives(db, testLanguage, { believedFor: 200 });
  const tenants = [await database.tenant(), await database.tenant()];
  for (const tenant of tenants) await publish(tenant, "thing");
  // no notification reaches it: the poll alone has to see
  const deaf = { ...db, listen: async () => ({ stop: async () => undefined }) };
  const polled = createEffectives(deaf, testLanguage, { believedFor: 200 });
  await polled.start();
  try {
    for (const tenant of tenants) await polled.get(tenant);
    const asked = count.batches;
    await new Promise((later) => setTimeout(later, 1_000));
    for (const tenant of tenants) await polled.get(tenant);
    expect(count.batches).toBe(asked);
    await publish(tenants[0]!, "more");
    const until = Date.now() + 3_000;
    while ((await polled.get(tenants[0]!)).revision !== 2 && Date.now() < until) await new Promise((later) => setTimeout(later, 50));
    expect((await polled.get(tenants[0]!)).revision).toBe(2);
    expect((await polled.get(tenants[1]!)).revision).toBe(1);
  } finally {
    await polled.stop();
    await effectives.stop();
  }
});
