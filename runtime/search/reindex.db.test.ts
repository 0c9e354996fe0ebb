import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Document, Json, ObjectDocument } from "#metadata";
import { openDraft, publishDraft, putDraftDocument, readDraftDocument } from "../drafts/index.ts";
import { begin, ended, install, standOn } from "../jobs/jobs.testing.ts";
import { listJobs } from "../jobs/jobs.ts";
import type { JobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import { actorOf } from "../records/testing.ts";
import { must } from "../must.testing.ts";
import { queueReindex, wellBefore } from "./queue-reindex.ts";

let t: TestDatabase;
let platform: Platform;
let runner: JobRunner;
beforeAll(async () => {
  t = await testDatabase();
  ({ platform, runner } = standOn(t.db, "a secret of the tests"));
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await t.drop();
});

const book: Document = {
  kind: "object",
  id: "o_book",
  name: "book",
  label: "Book",
  search: { title: true },
  fields: {
    f_title: { name: "title", label: "Title", type: "text", order: "a0" },
    f_note: { name: "note", label: "Note", type: "text", order: "a1" },
  },
} as Document;
const designer: Document = {
  kind: "role",
  id: "designer",
  name: "designer",
  label: "Designer",
  capabilities: { design: true, allRecords: true },
} as Document;

async function library(count: number) {
  const tenantId = await t.tenant();
  await install(platform, tenantId, [book, designer]);
  const actor = actorOf(tenantId, ["designer"]);
  const records = Array.from({ length: count }, (_, index): Record<string, Json> => ({
    title: `title ${index}`,
    note: `note-${index} 支付宝`,
  }));
  for (let at = 0; at < count; at += 500) must(await createRecords(platform, actor, "book", records.slice(at, at + 500)));
  const find = async (q: string) => must(await listRecords(platform, actor, "book", { q, count: "exact" }));
  const jobs = async () => must(await listJobs(platform, { ...actor, unrestricted: true }, { kind: "reindex" })).data;
  return { tenantId, actor, find, jobs };
}

test("a field that a search is to look into is looked into once its records are worked through, and lists say that they catch up", async () => {
  const { actor, find, jobs } = await library(1_200);
  expect(await find("note-7")).toMatchObject({ count: 0 });
  const draft = must(await openDraft(platform, actor));
  const document = must(await readDraftDocument(platform, actor, draft.id, "object", "book")) as ObjectDocument;
  must(await putDraftDocument(platform, actor, draft.id, "object", "book", { ...document, search: { title: true, note: true } }));
  must(await publishDraft(platform, actor, draft.id));
  expect(await find("note-7")).toMatchObject({ catchingUp: true });
  const [job] = await jobs();
  expect(await ended(platform, { ...actor, unrestricted: true }, job!.id)).toMatchObject({
    state: "succeeded",
    done: 1200,
    total: 1200,
    subject: "book",
  });
  const found = await find("note-1199");
  expect(found).toMatchObject({ count: 1, data: [{ title: "title 1199" }] });
  expect(found).not.toHaveProperty("catchingUp");
  expect(await find("zhifubao")).toMatchObject({ count: 1200 });
});

test("a publish that says nothing of search starts nothing", async () => {
  const { actor, jobs } = await library(1);
  const draft = must(await openDraft(platform, actor));
  const document = must(await readDraftDocument(platform, actor, draft.id, "object", "book")) as ObjectDocument;
  must(await putDraftDocument(platform, actor, draft.id, "object", "book", { ...document, label: "Volume" }));
  must(await publishDraft(platform, actor, draft.id));
  expect(await jobs()).toEqual([]);
});

test("records that were made without being found are found once the job behind them has ended", async () => {
  const { tenantId, actor, find, jobs } = await library(3);
  const first = must(await listRecords(platform, actor, "book", { limit: 1 })).data[0]!.id;
  await t.db.batch(tenantId, [{ text: "delete from record_search where tenant_id = $1::uuid", params: [tenantId] }]);
  expect(await find("title")).toMatchObject({ count: 0 });
  await t.db.transaction(tenantId, (tx) => queueReindex(tx, tenantId, [{ object: "o_book", name: "book", since: wellBefore(first) }]));
  runner.wake();
  const [job] = await jobs();
  await ended(platform, { ...actor, unrestricted: true }, job!.id);
  expect(await find("title")).toMatchObject({ count: 3 });
  expect(wellBefore(first) < first).toBe(true);
  const again = await begin(platform, { ...actor, unrestricted: true }, "reindex", { object: "o_book" });
  expect(await ended(platform, { ...actor, unrestricted: true }, again.id)).toMatchObject({ state: "succeeded", done: 3 });
});
