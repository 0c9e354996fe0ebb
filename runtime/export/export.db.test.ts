import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, Json } from "#metadata";
import { neutral, sheetRow } from "#sheets";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { createLocalStore } from "../files/local-store.ts";
import { readCsv } from "../import/read-csv.ts";
import { startImport } from "../import/start-import.ts";
import { formOf, uploadImport } from "../import/upload.ts";
import type { Job } from "../jobs/job.ts";
import { ended, install, member, standOn, things } from "../jobs/jobs.testing.ts";
import type { JobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import { startExport, type StartExport } from "./start-export.ts";

let t: TestDatabase;
let tenant: string;
let platform: Platform;
let runner: JobRunner;
let actor: Actor;
let folder: string;

const roles: Document[] = [
  { size: { "<": [{ var: "size" }, 30] }, hidden: ["secret"] },
  { size: { ">=": [{ var: "size" }, 20] }, hidden: ["price", "group"] },
  { size: undefined, hidden: ["name"] },
].map(
  ({ size, hidden }, n) =>
    ({
      kind: "role",
      id: `r${n}`,
      name: `r${n}`,
      label: `R${n}`,
      objects: {
        thing: {
          read: true,
          export: true,
          hidden: Object.fromEntries(hidden.map((name) => [name, true])),
          ...(size === undefined ? {} : { rows: size }),
        },
        group: { read: true },
      },
    }) as unknown as Document,
);

beforeAll(async () => {
  t = await testDatabase();
  tenant = await t.tenant();
  folder = await mkdtemp(join(tmpdir(), "armature-export-"));
  ({ platform, runner } = standOn(t.db, testSecret, {}, { files: createLocalStore(folder) }));
  await install(platform, tenant, [...things, ...roles]);
  actor = await member(t.db, tenant, "all");
  await runner.start();
  const groups = await createRecords(platform, actor, "group", [{ code: "G1" }, { code: "G2" }]);
  if (!groups.ok) throw new Error();
  const made = await createRecords(
    platform,
    actor,
    "thing",
    Array.from({ length: 60 }, (_, n) => ({
      name: `thing ${n}`,
      size: n,
      state: n % 2 === 0 ? "open" : "shut",
      group: groups.value[n % 2]!.id,
      price: `${n}.5`,
      due: `2026-03-${String((n % 28) + 1).padStart(2, "0")}`,
      at: "2026-03-19T06:30:00.000Z",
      ok: n % 3 === 0,
      kinds: n % 2 === 0 ? ["red", "blue"] : ["blue"],
      rate: "0.125",
      secret: n === 7 ? '=HYPERLINK("http://evil")' : `s, "${n}"\nline`,
    })),
  );
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
});
afterAll(async () => {
  await runner.stop();
  await t.drop();
  await rm(folder, { recursive: true, force: true });
});

const run = async (whose: Actor, asked: StartExport): Promise<Job> => {
  const started = await startExport(platform, whose, "thing", asked);
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return ended(platform, whose, started.value.id);
};
const bytesOf = async ({ id }: Job, format: string): Promise<Buffer> => {
  const found = await platform.files.getStream(`${tenant}/exports/${id}.${format}`);
  const chunks: Buffer[] = [];
  for await (const chunk of found!.stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};
const rowsOf = async (job: Job): Promise<string[][]> => {
  const key = `${tenant}/exports/${job.id}.csv`;
  const form = await formOf(platform.files, key);
  const rows: string[][] = [[...form.headings]];
  for await (const batch of readCsv(platform.files, key, form)) rows.push(...batch.map(({ cells }) => [...cells]));
  return rows;
};
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe("an export", () => {
  it.each(["csv", "xlsx"] as const)("as %s takes no more room than the tenant's files may", async (format) => {
    const [[sum]] = (await t.db.batch(tenant, [{ text: "select coalesce(sum(size), 0)::float8 as bytes from file" }])) as [
      [{ bytes: number }],
    ];
    const limits = platform as { fileLimits: Platform["fileLimits"] };
    const usual = platform.fileLimits;
    try {
      limits.fileLimits = { ...usual, tenantBytes: sum.bytes };
      expect(await startExport(platform, actor, "thing", { format })).toMatchObject({ ok: false, problems: [{ code: "limit_exceeded" }] });
      limits.fileLimits = { ...usual, tenantBytes: sum.bytes + 1_000 };
      const job = await run(actor, { format });
      expect(job).toMatchObject({ state: "failed", problems: [{ code: "limit_exceeded" }] });
      // parts are thrown away when it is known that it has failed
      const keys = [`${job.id}.${format}`, `${job.id}/part0`].map((key) => `${tenant}/exports/${key}`);
      await expect.poll(() => Promise.all(keys.map((key) => platform.files.exists(key)))).toEqual([false, false]);
      limits.fileLimits = { ...usual, tenantBytes: sum.bytes + 20_000 };
      expect(await run(actor, { format })).toMatchObject({ state: "succeeded", result: { rows: 60 } });
    } finally {
      limits.fileLimits = usual;
    }
  });

  it.each(["csv", "xlsx"] as const)("comes back whole when its %s file is imported again", async (format) => {
    const job = await run(actor, { format, mark: true });
    expect(job).toMatchObject({ state: "succeeded", done: 60, result: { rows: 60 } });
    const before = await listRecords(platform, actor, "thing", { limit: 100 });
    // something changes, and the file brings it back
    const { updateRecord } = await import("../records/commands.ts");
    if (!before.ok) throw new Error();
    for (const { id } of before.value.data.slice(0, 5)) {
      await updateRecord(platform, actor, "thing", id, {
        size: 999,
        state: null,
        group: null,
        price: null,
        due: null,
        kinds: null,
        secret: "x",
        ok: null,
        at: null,
        rate: null,
      });
    }
    const preview = await uploadImport(platform, actor, "thing", { name: `x.${format}`, source: once(await bytesOf(job, format)) });
    if (!preview.ok) throw new Error(JSON.stringify(preview.problems));
    const mapping = Object.fromEntries(
      preview.value.columns.flatMap(({ field }, column) => (field === undefined || field === "no" ? [] : [[String(column), field]])),
    );
    expect(Object.values(mapping).sort()).toEqual([
      "at",
      "due",
      "group",
      "id",
      "kinds",
      "name",
      "ok",
      "price",
      "rate",
      "secret",
      "size",
      "state",
    ]);
    const started = await startImport(platform, actor, preview.value.id, { mapping, mode: "update", match: ["id"], emptyClears: true });
    if (!started.ok) throw new Error(JSON.stringify(started.problems));
    expect(await ended(platform, actor, started.value.id)).toMatchObject({ state: "succeeded", done: 60, failed: 0 });
    const after = await listRecords(platform, actor, "thing", { limit: 100 });
    const bare = (page: typeof after) => page.ok && page.value.data.map(({ version: _, updatedAt: __, updatedBy: ___, ...rest }) => rest);
    expect(bare(after)).toEqual(bare(before));
  });

  it("holds exactly what the list shows, for any roles", async () => {
    const people = new Map<string, Actor>();
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(["r0", "r1", "r2"], { minLength: 1 }),
        fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
        fc.constantFrom("size", "-name", "-due,size", undefined),
        async (names, least, sort) => {
          const key = names.join();
          const whose = people.get(key) ?? (await member(t.db, tenant, ...names));
          people.set(key, whose);
          const filter: Json | undefined = least === undefined ? undefined : { ">=": [{ var: "size" }, least] };
          const sorted = sort?.includes("name") === true && names.join() === "r2" ? undefined : sort;
          const list = await listRecords(platform, whose, "thing", {
            ...(filter === undefined ? {} : { filter }),
            ...(sorted === undefined
              ? {}
              : { sort: sorted.split(",").map((each) => ({ field: each.replace("-", ""), descending: each.startsWith("-") })) }),
            limit: 500,
          });
          if (!list.ok) throw new Error(JSON.stringify(list.problems));
          const job = await run(whose, { format: "csv", raw: true, sort: sorted, ...(filter === undefined ? {} : { filter }) });
          const [head, ...rows] = await rowsOf(job);
          expect(rows.map(([id]) => id)).toEqual(list.value.data.map(({ id }) => id));
          const shown = new Set(list.value.data.flatMap((record) => Object.keys(record)));
          const object = (await platform.effectives.get(tenant)).objects.get("thing")!;
          for (const name of head!.slice(1)) expect(object.byName.has(name)).toBe(true);
          for (const name of shown) if (object.byName.has(name)) expect(head).toContain(name);
          const hidden = object.fields.filter(({ name }) => !head!.includes(name)).map(({ name }) => name);
          for (const name of hidden) expect(shown.has(name)).toBe(false);
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);

  it("needs a right of its own, and takes no field that may not be seen", async () => {
    const looks = await member(t.db, tenant, "looks");
    const refused = await startExport(platform, looks, "thing", { format: "csv" });
    expect(!refused.ok && refused.problems[0]!.code).toBe("forbidden");
    const some = await member(t.db, tenant, "some");
    const hidden = await startExport(platform, some, "thing", { format: "csv", fields: ["name", "secret"] });
    expect(!hidden.ok && hidden.problems[0]!.code).toBe("unknown_field");
    const probing = await startExport(platform, some, "thing", { format: "csv", filter: { "==": [{ var: "secret" }, "x"] } });
    expect(probing.ok).toBe(false);
  });

  it("writes no cell that a program would take for a formula", async () => {
    const job = await run(actor, { format: "csv", filter: { "==": [{ var: "size" }, 7] }, fields: ["secret"] });
    expect((await rowsOf(job))[1]![1]).toBe(`'=HYPERLINK("http://evil")`);
    // a workbook says of each cell what it is: a text is none, however it begins
    const row = sheetRow(["=1+1", "-2+3", 5]);
    expect(row).not.toContain("<f");
    expect(row.match(/<c t="inlineStr">/g)).toHaveLength(2);
    for (const text of [
      "=1+1",
      "+cmd|' /C calc'!A0",
      "-2+3+cmd|' /C calc'!A0",
      "@SUM(1+9)",
      "\t=1",
      "\r=1",
      "\n=1",
      "＝1+1",
      "'=1",
      "-",
      "+86 10 1234",
    ]) {
      expect(neutral(text)).toBe(`'${text}`);
    }
    for (const text of ["-1", "+1.5", "-1,200.50", "12", "a=b", "", "-12%", "1e5", "-1e-5"]) expect(neutral(text)).toBe(text);
  });
});
