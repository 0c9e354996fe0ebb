import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Json, Problem } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { createLocalStore } from "../files/local-store.ts";
import { readMessages } from "../flows/messages.ts";
import type { Job } from "../jobs/job.ts";
import { cancelJob, getJob, listJobRows, undoJob } from "../jobs/jobs.ts";
import { ended, install, member, standOn, things } from "../jobs/jobs.testing.ts";
import { createJobRunner, type JobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, updateRecord } from "../records/commands.ts";
import { recordHistory } from "../records/history.ts";
import { listRecords } from "../records/run.ts";
import { refusedRows } from "./refused-rows.ts";
import { startImport, type StartImport } from "./start-import.ts";
import { uploadImport, type ImportPreview } from "./upload.ts";

let t: TestDatabase;
let tenant: string;
let platform: Platform;
let runner: JobRunner;
let actor: Actor;
let folder: string;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  t = await testDatabase();
  tenant = await t.tenant();
  folder = await mkdtemp(join(tmpdir(), "armature-import-"));
  ({ platform, runner } = standOn(t.db, testSecret, { leaseSeconds: 5 }, { files: createLocalStore(folder) }));
  await install(platform, tenant, things);
  actor = await member(t.db, tenant, "all");
  await runner.start();
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await runner.stop();
  await t.drop();
  await rm(folder, { recursive: true, force: true });
});

async function* bytes(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(content as string);
  for (let at = 0; at < all.length; at += 7_919) yield all.subarray(at, at + 7_919);
}
const upload = async (content: string | Uint8Array): Promise<ImportPreview> => {
  const preview = await uploadImport(platform, actor, "thing", { name: "things.csv", source: bytes(content) });
  if (!preview.ok) throw new Error(JSON.stringify(preview.problems));
  return preview.value;
};
const mappingOf = ({ columns }: ImportPreview): Record<string, string> =>
  Object.fromEntries(columns.flatMap(({ field }, column) => (field === undefined ? [] : [[String(column), field]])));
const begin = async (content: string | Uint8Array, options: Partial<StartImport> = {}): Promise<Job> => {
  const preview = await upload(content);
  const started = await startImport(platform, actor, preview.id, { mapping: mappingOf(preview), rows: preview.rows, ...options });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return started.value;
};
const run = async (content: string | Uint8Array, options: Partial<StartImport> = {}): Promise<Job> =>
  ended(platform, actor, (await begin(content, options)).id);
const all = async (filter: Json, ...fields: string[]): Promise<Json[][]> => {
  const page = await listRecords(platform, actor, "thing", { filter, limit: 500, sort: [{ field: "name", descending: false }] });
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  return page.value.data.map((record) => fields.map((name) => record[name] ?? null));
};
const called = (text: string): Json => ({ in: [text, { var: "name" }] });
const rowsOf = async (id: string) => {
  const rows = await listJobRows(platform, actor, id);
  if (!rows.ok) throw new Error();
  return rows.value.data;
};

it("takes of a file's name what a name may hold", async () => {
  const preview = await uploadImport(platform, actor, "thing", { name: "../a\u0000b.csv", source: bytes("Name\na") });
  expect(preview).toMatchObject({ ok: true, value: { name: "ab.csv" } });
});

it("a file of rows counts among the files of its tenant, and is refused where they may take no more", async () => {
  const other = await t.tenant();
  await install(platform, other, things);
  const small = { ...platform, fileLimits: { fileBytes: 1_000, tenantBytes: 30 } };
  const whose = await member(t.db, other, "all");
  const sending = (rows: number) =>
    uploadImport(small, whose, "thing", { name: "things.csv", source: bytes(`Name\n${"a\n".repeat(rows)}`) });
  expect(await sending(10)).toMatchObject({ ok: true });
  const lying = async () => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) => each.isFile()).length;
  const kept = await lying();
  expect(await sending(10)).toMatchObject({ ok: false, problems: [{ code: "limit_exceeded" }] });
  expect(await lying()).toBe(kept);
});

describe("an import", () => {
  it("reads what people write: words for choices and truth, days and amounts in their own way, references by a unique field", async () => {
    await createRecords(platform, actor, "group", [{ code: "G1" }, { code: "G2" }]);
    const file = [
      "Name,Size,State,group,Price,Due,At,OK,Kinds,Rate,Remark",
      'words 1,"1,200",Shut,G1,"¥1,680.50",19.03.2026,2026-03-19 14:30,是,Red; Blue,0.5,x',
      'words 2,3,打开,G2,7,2026年3月9日,2026-03-19T14:30:00+08:00,no,red,,"a ""quoted""',
      'line"',
    ].join("\r\n");
    const preview = await upload(file);
    expect(preview).toMatchObject({ rows: 2, delimiter: ",", encoding: "utf-8", format: "csv" });
    expect(preview.columns.map(({ field }) => field)).toEqual([
      "name",
      "size",
      "state",
      "group",
      "price",
      "due",
      "at",
      "ok",
      "kinds",
      "rate",
      undefined,
    ]);
    const job = await run(file, { references: { group: "code" } });
    expect(job).toMatchObject({ state: "succeeded", done: 2, failed: 0, total: 2, result: { created: 2 } });
    const groups = await listRecords(platform, actor, "group", {});
    const idOf = (code: string) => (groups.ok ? groups.value.data.find((each) => each["code"] === code)!.id : "");
    expect(await all(called("words "), "name", "size", "state", "group", "price", "due", "at", "ok", "kinds", "rate")).toEqual([
      [
        "words 1",
        1200,
        "shut",
        idOf("G1"),
        { currency: "CNY", minor: 168_050 },
        "2026-03-19",
        "2026-03-19T14:30:00.000Z",
        true,
        ["red", "blue"],
        "0.500",
      ],
      ["words 2", 3, "open", idOf("G2"), { currency: "CNY", minor: 700 }, "2026-03-09", "2026-03-19T06:30:00.000Z", false, ["red"], null],
    ]);
  });

  it("tells whoever listens of every record, with what it was made with, and its history says the same", async () => {
    await run("name,size\nheard 1,1");
    const [[record]] = [await all(called("heard "), "id")];
    const owner: Actor = { tenantId: tenant, userId: null, by: "test", roles: ["implementer"], locale: "en" };
    const messages = await readMessages(platform, { ...owner, unrestricted: true }, "record.created", { limit: 500 });
    if (!messages.ok) throw new Error(JSON.stringify(messages.problems));
    const heard = messages.value.find(({ body }) => (body as { id: string }).id === record![0]);
    expect(heard?.body).toEqual({
      object: "thing",
      id: record![0],
      version: 1,
      at: expect.any(String),
      by: actor.by,
      changes: { name: [null, "heard 1"], size: [null, 1], no: [null, expect.any(String)] },
    });
    const history = await recordHistory(platform, actor, "thing", record![0] as string);
    expect(history.ok && history.value).toMatchObject([
      { version: 1, act: "create", changes: { name: { from: null, to: "heard 1" }, size: { from: null, to: 1 } } },
    ]);
  });

  it("takes the good rows, keeps the others with their problems, and is undone as one act", async () => {
    const file = "name,size,group\nbad 1,1,\nbad 2,-1,\nbad 3,x,nobody\n\nbad 4,4,,extra\nbad 1,5,\nbad 6,6,";
    const job = await run(file, { references: { group: "code" } });
    expect(job).toMatchObject({ state: "succeeded", done: 2, failed: 4, undoable: true, result: { created: 2 } });
    const rows = await rowsOf(job.id);
    expect(
      rows.map(({ row, source, problems }) => [row, (source as { cells: string[] }).cells[0], problems.map(({ path }) => path)]),
    ).toEqual([
      [3, "bad 2", ["/size"]],
      [4, "bad 3", ["/group"]],
      [6, "bad 4", [""]],
      [7, "bad 1", ["/name"]],
    ]);
    // the file to mend speaks the language that is asked for, whatever the actor's
    const told = { ...platform, tellProblem: ({ code }: Problem, locale: string) => `${code} in ${locale}` };
    const mend = await refusedRows(told, actor, job.id, "zh");
    expect(mend.ok && mend.value.name).toBe("things-待修正.csv");
    const [head, second, third, fourth] = (mend.ok ? mend.value.text : "").split(/\r?\n/);
    expect(head).toMatch(/,问题$/);
    expect(second).toMatch(/：out_of_range in zh$/);
    expect(third).toMatch(/：broken_reference in zh$/);
    expect(fourth).toMatch(/,invalid in zh$/);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ state: "succeeded", done: 2, failed: 0 });
    expect(await all(called("bad "), "name")).toEqual([]);
  });

  it("leaves a record that somebody changed since when it is undone, and says so", async () => {
    const job = await run("name,size\nstays 1,1\nstays 2,2\nstays 3,3");
    const page = await listRecords(platform, actor, "thing", { filter: called("stays "), sort: [{ field: "size", descending: false }] });
    const [first, second] = page.ok ? page.value.data : [];
    expect((await updateRecord(platform, actor, "thing", first!.id, { size: 10 })).ok).toBe(true);
    // what is as it was imported has not been changed
    for (const size of [20, 2]) expect((await updateRecord(platform, actor, "thing", second!.id, { size })).ok).toBe(true);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ state: "succeeded", done: 2, failed: 1 });
    expect(await rowsOf(undone.value.id)).toMatchObject([{ source: { id: first!.id }, problems: [{ code: "changed_since", path: "" }] }]);
    expect(await all(called("stays "), "name")).toEqual([["stays 1"]]);
  });

  it("rehearses: everything is tried and nothing kept", async () => {
    const job = await run("name,size\ndry 1,1\ndry 2,-1", { dryRun: true });
    expect(job).toMatchObject({ state: "succeeded", done: 1, failed: 1, undoable: false, result: { created: 1 } });
    expect(await all(called("dry "), "name")).toEqual([]);
    // the file is still there for the import itself
    const preview = await upload("name\ndry 3");
    for (const dryRun of [true, false]) {
      const started = await startImport(platform, actor, preview.id, { mapping: { 0: "name" }, dryRun });
      if (!started.ok) throw new Error(JSON.stringify(started.problems));
      await ended(platform, actor, started.value.id);
    }
    expect(await all(called("dry "), "name")).toEqual([["dry 3"]]);
  });

  it("finds records by a key and changes them, makes the others, and takes the same key twice in the order of the file", async () => {
    await createRecords(platform, actor, "thing", [{ name: "key 1", size: 1, secret: "kept" }]);
    const file = "name,size,secret\nkey 1,10,\nkey 2,20,a\nkey 2,21,\nkey 3,,b\n,5,c";
    const job = await run(file, { mode: "upsert", match: ["name"] });
    expect(job).toMatchObject({ done: 4, failed: 1, result: { created: 2, updated: 2 } });
    expect(await all(called("key "), "name", "size", "secret")).toEqual([
      ["key 1", 10, "kept"],
      ["key 2", 21, "a"],
      ["key 3", null, "b"],
    ]);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    await ended(platform, actor, undone.value.id);
    expect(await all(called("key "), "name", "size", "secret")).toEqual([["key 1", 1, "kept"]]);

    const updating = await run("name,size\nkey 1,2\nkey 9,3", { mode: "update", match: ["name"], emptyClears: true });
    expect(updating).toMatchObject({ done: 1, failed: 1, result: { updated: 1, created: 0 } });
    expect((await rowsOf(updating.id))[0]!.problems[0]!.code).toBe("not_found");
  });

  it("leaves what somebody changed or deleted since when it is undone, and says so record by record", async () => {
    const made = await createRecords(platform, actor, "thing", [
      { name: "since 1", size: 1, secret: "a" },
      { name: "since 2", size: 2, secret: "b" },
    ]);
    if (!made.ok) throw new Error();
    const job = await run("name,size,secret\nsince 1,10,x\nsince 2,20,y\nsince 3,30,z\nsince 4,40,z", { mode: "upsert", match: ["name"] });
    expect(job).toMatchObject({ done: 4, result: { created: 2, updated: 2 } });
    await updateRecord(platform, actor, "thing", made.value[0]!.id, { size: 11 });
    await deleteRecord(platform, actor, "thing", made.value[1]!.id);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ state: "succeeded", done: 2, failed: 2 });
    // made ones are gone; of the changed one the field that nobody touched is as it was, the other as somebody left it
    expect(await all(called("since "), "name", "size", "secret")).toEqual([["since 1", 11, "a"]]);
    const told = (await rowsOf(undone.value.id)).map(({ source, problems }) => [
      (source as { id: string }).id,
      problems.map(({ code }) => code),
    ]);
    expect(told.sort()).toEqual(
      [
        [made.value[0]!.id, ["changed_since"]],
        [made.value[1]!.id, ["not_found"]],
      ].sort(),
    );
  });

  it("ends where it is when it is cancelled; what it had taken is undone as one act, and nothing of it is left", async () => {
    await runner.stop();
    const job = await begin(`name,size\n${Array.from({ length: 9_000 }, (_, n) => `stop ${n},${n}`).join("\n")}`);
    let chunks = 0;
    const db: typeof t.db = {
      ...t.db,
      transaction: async (id, work, options) => {
        const value = await t.db.transaction(id, work, options);
        if (options?.class === "batch" && ++chunks === 2) await cancelJob(platform, actor, job.id);
        return value;
      },
    };
    const one = createJobRunner({ ...platform, db });
    await one.start();
    const cancelled = await ended(platform, actor, job.id);
    await one.stop();
    await runner.start();
    expect(cancelled).toMatchObject({ state: "cancelled", failed: 0, undoable: true });
    expect(cancelled.done).toBeGreaterThan(0);
    expect(cancelled.done).toBeLessThan(9_000);
    const count = async () => {
      const page = await listRecords(platform, actor, "thing", { filter: called("stop "), count: "exact", limit: 1 });
      return page.ok ? page.value.count : undefined;
    };
    expect(await count()).toBe(cancelled.done);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ done: cancelled.done, failed: 0 });
    expect(await count()).toBe(0);
  });

  it("comes second to somebody who takes a value while it writes: the chunk is done again, and the row is told so", async () => {
    await runner.stop();
    const job = await begin("name,size\nrace 1,1\nrace 2,2\nrace 3,3");
    let taken = false;
    const db: typeof t.db = {
      ...t.db,
      transaction: (id, work, options) =>
        t.db.transaction(
          id,
          (tx) =>
            work({
              ...tx,
              async query(text, params) {
                const rows = await tx.query(text, params);
                // between the look for the value and the writing of it
                if (options?.class === "batch" && !taken && text.startsWith("select u.field_id")) {
                  taken = true;
                  const made = await createRecords(platform, actor, "thing", [{ name: "race 2", size: 20 }]);
                  if (!made.ok) throw new Error(JSON.stringify(made.problems));
                }
                return rows as never;
              },
            }),
          options,
        ),
    };
    const racing = createJobRunner({ ...platform, db });
    await racing.start();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: 2, failed: 1, result: { created: 2 } });
    expect(taken).toBe(true);
    await racing.stop();
    await runner.start();
    expect((await rowsOf(job.id)).map(({ row, problems }) => [row, problems.map(({ code }) => code)])).toEqual([[3, ["duplicate_value"]]]);
    expect(await all(called("race "), "name", "size")).toEqual([
      ["race 1", 1],
      ["race 2", 20],
      ["race 3", 3],
    ]);
  });

  it("passes over what is there already, and makes what is referred to, where it was asked to", async () => {
    await createRecords(platform, actor, "thing", [{ name: "twice 1" }]);
    const job = await run("name,group\ntwice 1,\ntwice 2,new group\ntwice 3,new group", {
      skipDuplicates: true,
      createMissing: ["group"],
      references: { group: "code" },
    });
    expect(job).toMatchObject({ failed: 0, result: { created: 2, skipped: 1 } });
    const groups = await listRecords(platform, actor, "group", { filter: { "==": [{ var: "code" }, "new group"] } });
    expect(groups.ok && groups.value.data).toHaveLength(1);
  });

  it.each([
    ["UTF-8 with a mark", "\ufeffname,secret\nbom,中文", (text: string) => Buffer.from(text), "utf-8"],
    ["UTF-16", "\ufeffname\tsecret\nsixteen\t中文", (text: string) => Buffer.from(text, "utf16le"), "utf-16le"],
    // name;secret / gbk;中文
    ["GBK", "", () => Buffer.concat([Buffer.from("name;secret\ngbk;"), Buffer.from([0xd6, 0xd0, 0xce, 0xc4])]), "gb18030"],
  ])("reads %s", async (_title, text, encode, encoding) => {
    const content = encode(text);
    const preview = await upload(content);
    expect(preview).toMatchObject({
      encoding,
      rows: 1,
      columns: [
        { name: "name", field: "name" },
        { name: "secret", field: "secret" },
      ],
    });
    expect(preview.sample[0]![1]).toBe("中文");
    expect(await run(content)).toMatchObject({ done: 1, failed: 0 });
  });

  it("refuses what is no file of rows", async () => {
    const refusal = async (content: string | Uint8Array): Promise<string> => {
      const preview = await uploadImport(platform, actor, "thing", { name: "x", source: bytes(content) });
      return preview.ok ? "taken" : preview.problems[0]!.message;
    };
    expect(await refusal("")).toMatch(/empty/);
    expect(await refusal(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).toMatch(/old kind/);
    expect(await refusal(`name\n"${"x".repeat(10 * 1024 * 1024)}"`)).toMatch(/1000000 characters/);
    expect(await refusal(`name\n"never closed\n${"a,b\n".repeat(300_000)}`)).toMatch(/not closed/);
    expect(await refusal(Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(100)]))).toMatch(/workbook/);
    const none = await member(t.db, tenant, "looks");
    const looks = await uploadImport(platform, none, "thing", { name: "x", source: bytes("name\na") });
    expect(!looks.ok && looks.problems[0]!.code).toBe("forbidden");
    const preview = await upload("name,size\na,1");
    const wrong = await startImport(platform, actor, preview.id, { mapping: { 0: "nome", 7: "size", 1: "no" }, mode: "upsert" });
    expect(!wrong.ok && wrong.problems.map(({ code, path }) => [code, path])).toEqual([
      ["unknown_field", "/mapping/0"],
      ["read_only", "/mapping/1"],
      ["out_of_range", "/mapping/7"],
      ["required", "/match"],
    ]);
    const theirs = await startImport(platform, none, preview.id, { mapping: { 0: "name" } });
    expect(!theirs.ok && theirs.problems[0]!.code).toBe("not_found");
  });

  it("goes on after its process is killed, at the beginning, in the middle and near the end, without a lost or doubled row", async () => {
    await runner.stop();
    const count = 20_000;
    const lines = Array.from({ length: count }, (_, n) => `kill ${n},${n},"line\n${n}"`);
    const job = await begin(`name,size,secret\n${lines.join("\n")}\n`);
    const child = async (): Promise<ChildProcess> => {
      const args = [fileURLToPath(new URL("./import.testing.ts", import.meta.url)), t.url, testSecret, folder];
      const started = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      children.add(started);
      started.once("exit", () => children.delete(started));
      await once(started.stdout!, "data");
      return started;
    };
    const done = async (): Promise<number> => {
      const now = await getJob(platform, actor, job.id);
      return now.ok ? now.value.done : 0;
    };
    for (const part of [0.1, 0.5, 0.9]) {
      const victim = await child();
      while ((await done()) < count * part) await new Promise((resolve) => setTimeout(resolve, 5));
      victim.kill("SIGKILL");
      await once(victim, "exit");
    }
    await runner.start();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: count, failed: 0, result: { created: count } });
    const [found] = (
      await t.db.batch(tenant, [
        {
          text: `select count(*)::int as n, count(distinct data->>'name')::int as names, count(distinct data->>'secret')::int as secrets, sum((data->>'size')::float8)::float8 as sum
                 from records where tenant_id = $1 and object_id = 'thing' and data->>'name' like 'kill %'`,
          params: [tenant],
        },
      ])
    )[0]!;
    expect(found).toEqual({ n: count, names: count, secrets: count, sum: (count * (count - 1)) / 2 });
  }, 240_000);
});

it("refuses a row that holds what no record can, and takes the others", async () => {
  const filler = Array.from({ length: 500 }, (_, n) => `fits ${n} ${"x".repeat(20)}`);
  const job = await run(["Name", ...filler, "a\u0000b", "behind it"].join("\n"));
  expect(job).toMatchObject({ state: "succeeded", done: 501, failed: 1 });
  const rows = await rowsOf(job.id);
  expect(rows.map(({ row, problems }) => [row, problems.map(({ code }) => code)])).toEqual([[502, ["invalid"]]]);
});
