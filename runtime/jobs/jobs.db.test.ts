import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { refusedRows } from "../import/refused-rows.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import { cancelJob, getJob, listJobRows, listJobs, undoJob } from "./jobs.ts";
import { begin, ended, install, member, standOn, things } from "./jobs.testing.ts";
import type { JobRunner } from "./run-jobs.ts";
import { mostOpenJobs, startJob } from "./start-job.ts";

let t: TestDatabase;
let tenant: string;
let platform: Platform;
let runner: JobRunner;
let actor: Actor;

beforeAll(async () => {
  t = await testDatabase();
  tenant = await t.tenant();
  ({ platform, runner } = standOn(t.db, testSecret, { leaseSeconds: 2, sliceMs: 1 }));
  await install(platform, tenant, things);
  actor = await member(t.db, tenant, "all");
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await t.drop();
});

const make = async (prefix: string, count: number, rest: (n: number) => Record<string, Json> = () => ({})): Promise<string[]> => {
  const ids: string[] = [];
  for (let from = 0; from < count; from += 500) {
    const made = await createRecords(
      platform,
      actor,
      "thing",
      Array.from({ length: Math.min(500, count - from) }, (_, n) => ({ name: `${prefix} ${from + n}`, size: from + n, ...rest(from + n) })),
    );
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    ids.push(...made.value.map(({ id }) => id));
  }
  return ids;
};
const count = async (filter: Json): Promise<number> => {
  const page = await listRecords(platform, actor, "thing", { filter, count: "exact", limit: 1 });
  if (!page.ok) throw new Error(JSON.stringify(page.problems));
  return page.value.count!;
};
const starting = (prefix: string): Json => ({ in: [`${prefix} `, { var: "name" }] });
const query = async (text: string, ...params: unknown[]) => (await t.db.batch(tenant, [{ text, params: [tenant, ...params] }]))[0]!;

describe("a job", () => {
  it("changes many records with progress, history that names it, and can be undone as one act", async () => {
    await make("many", 1_200, () => ({ state: "open" }));
    const job = await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("many"), values: { state: "shut" } });
    expect(job).toMatchObject({ state: "waiting", subject: "thing", undoable: false, by: actor.by });
    const done = await ended(platform, actor, job.id);
    expect(done).toMatchObject({ state: "succeeded", done: 1_200, failed: 0, total: 1_200, undoable: true });
    expect(await count({ and: [starting("many"), { "==": [{ var: "state" }, "shut"] }] })).toBe(1_200);
    expect(await query("select count(*)::int as n from record_history where tenant_id = $1 and job_id = $2", job.id)).toEqual([
      { n: 1_200 },
    ]);

    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ state: "succeeded", done: 1_200, failed: 0 });
    expect(await count({ and: [starting("many"), { "==": [{ var: "state" }, "open"] }] })).toBe(1_200);
    const again = await undoJob(platform, actor, job.id);
    expect(!again.ok && again.problems[0]!.code).toBe("not_undoable");
    // and what was undone is done again by undoing that
    const redone = await undoJob(platform, actor, undone.value.id);
    if (!redone.ok) throw new Error(JSON.stringify(redone.problems));
    await ended(platform, actor, redone.value.id);
    expect(await count({ and: [starting("many"), { "==": [{ var: "state" }, "shut"] }] })).toBe(1_200);
  });

  it("leaves what somebody changed since, and says so row by row", async () => {
    const ids = await make("since", 3, () => ({ state: "open", secret: "a" }));
    const job = await begin(platform, actor, "bulk_update", { object: "thing", ids, values: { state: "shut", secret: "b" } });
    await ended(platform, actor, job.id);
    expect((await updateRecord(platform, actor, "thing", ids[1]!, { state: null })).ok).toBe(true);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ done: 2, failed: 1 });
    const rows = await listJobRows(platform, actor, undone.value.id);
    expect(rows.ok && rows.value.data).toMatchObject([{ source: { id: ids[1] }, problems: [{ code: "changed_since", path: "/state" }] }]);
    const page = await listRecords(platform, actor, "thing", { filter: starting("since"), sort: [{ field: "size", descending: false }] });
    expect(page.ok && page.value.data.map(({ state, secret }) => [state ?? null, secret])).toEqual([
      ["open", "a"],
      [null, "a"],
      ["open", "a"],
    ]);
  });

  it("deletes many and brings them back, with what was made by it the other way round", async () => {
    await make("gone", 700);
    const job = await begin(platform, actor, "bulk_delete", { object: "thing", filter: starting("gone") });
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: 700 });
    expect(await count(starting("gone"))).toBe(0);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ state: "succeeded", done: 700, failed: 0 });
    expect(await count(starting("gone"))).toBe(700);
  });

  it("takes what may be taken and reports the others", async () => {
    const ids = await make("mixed", 4);
    const absent = "01890a5d-ac96-7b7c-8f5a-0123456789ab";
    const job = await begin(platform, actor, "bulk_update", { object: "thing", ids: [ids[0]!, absent, ids[1]!], values: { size: 7 } });
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: 2, failed: 1, total: 3 });
    const rows = await listJobRows(platform, actor, job.id);
    expect(rows.ok && rows.value.data).toMatchObject([{ row: 2, source: { id: absent }, problems: [{ code: "not_found" }] }]);
    // how it fares is for those who operate, what stands in its rows is not
    const operator = await member(t.db, tenant, "operates");
    expect(await getJob(platform, operator, job.id)).toMatchObject({ ok: true, value: { failed: 1 } });
    // and is told so beforehand
    expect(await getJob(platform, operator, job.id)).toMatchObject({ ok: true, value: { sentShown: false } });
    const seen = await listJobs(platform, operator);
    expect(seen.ok && seen.value.data.find(({ id }) => id === job.id)?.sentShown).toBe(false);
    expect(await getJob(platform, actor, job.id)).toMatchObject({ ok: true, value: { sentShown: true } });
    expect(await listJobRows(platform, operator, job.id)).toMatchObject({ ok: false, problems: [{ code: "forbidden" }] });
    expect(await refusedRows(platform, operator, job.id)).toMatchObject({ ok: false, problems: [{ code: "forbidden" }] });
    expect(await refusedRows(platform, actor, job.id)).toMatchObject({ ok: true });
  });

  it("goes on where it stood when its process dies between two chunks", async () => {
    await make("crash", 1_300);
    // the chunk was committed, the lease never given back
    const dying = standOn(t.db, testSecret, { leaseSeconds: 0.5, sliceMs: 1 });
    await runner.stop();
    let chunks = 0;
    let claimed = false;
    const stood = Promise.withResolvers<void>();
    const platform2 = {
      ...dying.platform,
      db: {
        ...t.db,
        claimWork: async (...claim: Parameters<typeof t.db.claimWork>) => {
          if (claimed) return [];
          const found = await t.db.claimWork(...claim);
          claimed = found.length > 0;
          return found;
        },
      },
      effectives: {
        ...dying.platform.effectives,
        get: async (id: string) => {
          if (++chunks > 2) {
            stood.resolve();
            await new Promise(() => undefined);
          }
          return dying.platform.effectives.get(id);
        },
      },
    } as Platform;
    const { createJobRunner } = await import("./run-jobs.ts");
    const frozen = createJobRunner(platform2, { leaseSeconds: 30, sliceMs: 60_000 });
    const job = await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("crash"), values: { secret: "x" } });
    await frozen.start();
    // how much it did by then is a matter of its pace
    await stood.promise;
    const stands = await getJob(platform, actor, job.id);
    expect(stands.ok && stands.value.done > 0 && stands.value.done < 1_300).toBe(true);
    // its heart beats no more either
    await t.db.batch(tenant, [
      {
        text: "update work set lease_owner = gen_random_uuid(), lease_until = now() where tenant_id = $1 and id = $2",
        params: [tenant, job.id],
      },
    ]);
    await runner.start();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: 1_300, failed: 0 });
    expect(
      await query(
        "select count(*)::int as n, count(distinct record_id)::int as d from record_history where tenant_id = $1 and job_id = $2",
        job.id,
      ),
    ).toEqual([{ n: 1_300, d: 1_300 }]);
  });

  it("is fenced when its lease was lost while its chunk was made ready", async () => {
    await make("fenced", 10);
    await runner.stop();
    const slow = standOn(t.db, testSecret, { leaseSeconds: 30 });
    let stole = false;
    const stealing: typeof t.db = {
      ...t.db,
      transaction: async (id, work, options) => {
        if (options?.class === "batch" && !stole) {
          stole = true;
          await t.db.batch(tenant, [
            {
              text: "update work set lease_owner = gen_random_uuid(), lease_until = now() where tenant_id = $1 and class = 'job'",
              params: [tenant],
            },
          ]);
        }
        return t.db.transaction(id, work, options);
      },
    };
    const { createJobRunner } = await import("./run-jobs.ts");
    const thief = createJobRunner({ ...slow.platform, db: stealing } as Platform, { leaseSeconds: 30 });
    const job = await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("fenced"), values: { secret: "x" } });
    await thief.start();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: 10, failed: 0 });
    expect(thief.stats()).toMatchObject({ fenced: 1 });
    await thief.stop();
    await runner.start();
    expect(await query("select count(*)::int as n from record_history where tenant_id = $1 and job_id = $2", job.id)).toEqual([{ n: 10 }]);
  });

  it("is fenced when its process hung longer than its lease and took the job up anew meanwhile", async () => {
    await make("own", 1_100);
    await runner.stop();
    const [hung, back, again, goOn] = [0, 0, 0, 0].map(() => Promise.withResolvers<void>()) as [any, any, any, any];
    const hanging = standOn(t.db, testSecret);
    let reads = 0;
    const batch: typeof t.db.batch = async (id, statements, options) => {
      if (statements[0]!.text.includes("from job j join work w")) {
        reads++;
        // between two chunks; then the one who took it up anew, who waits until the first has come back
        if (reads === 2) {
          hung.resolve();
          await back.promise;
        } else if (reads === 3) {
          again.resolve();
          await goOn.promise;
        }
      }
      return t.db.batch(id, statements, options);
    };
    const { createJobRunner } = await import("./run-jobs.ts");
    const one = createJobRunner({ ...hanging.platform, db: { ...t.db, batch } } as Platform, { leaseSeconds: 600, sliceMs: 600_000 });
    const job = await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("own"), values: { secret: "x" } });
    await one.start();
    await hung.promise;
    await query("update work set lease_until = now() - interval '1 s' where tenant_id = $1 and id = $2", job.id);
    one.wake();
    await again.promise;
    const before = await getJob(platform, actor, job.id);
    back.resolve();
    await expect.poll(() => one.stats().fenced, { timeout: 10_000 }).toBe(1);
    expect(await getJob(platform, actor, job.id)).toEqual(before);
    goOn.resolve();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "succeeded", done: 1_100, failed: 0 });
    await one.stop();
    expect(one.stats()).toMatchObject({ fenced: 1, faults: 0 });
    await runner.start();
    expect(
      await query(
        "select count(*)::int as n, count(distinct record_id)::int as d from record_history where tenant_id = $1 and job_id = $2",
        job.id,
      ),
    ).toEqual([{ n: 1_100, d: 1_100 }]);
  });

  it("ends at its next chunk when it is cancelled, and what it did can be undone", async () => {
    await make("cancelled", 1_100);
    await runner.stop();
    const job = await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("cancelled"), values: { secret: "x" } });
    let stopped: Promise<unknown> | undefined;
    const db: typeof t.db = {
      ...t.db,
      transaction: async (id, work, options) => {
        const value = await t.db.transaction(id, work, options);
        if (options?.class === "batch") stopped ??= cancelJob(platform, actor, job.id);
        await stopped;
        return value;
      },
    };
    const { createJobRunner } = await import("./run-jobs.ts");
    const one = createJobRunner({ ...platform, db } as Platform);
    await one.start();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "cancelled", done: 500, undoable: true });
    await one.stop();
    await runner.start();
    const again = await cancelJob(platform, actor, job.id);
    expect(again.ok && again.value.state).toBe("cancelled");
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await ended(platform, actor, undone.value.id)).toMatchObject({ done: 500, failed: 0 });
    expect(await count({ and: [starting("cancelled"), { "==": [{ var: "secret" }, "x"] }] })).toBe(0);
  });

  it("does nothing more for somebody who was removed, or lost the right", async () => {
    await make("rights", 10);
    const removed = await member(t.db, tenant, "all");
    const demoted = await member(t.db, tenant, "all");
    await runner.stop();
    const jobs = [
      await begin(platform, removed, "bulk_update", { object: "thing", filter: starting("rights"), values: { secret: "x" } }),
      await begin(platform, demoted, "bulk_update", { object: "thing", filter: starting("rights"), values: { secret: "x" } }),
    ];
    await t.db.auth.query("delete from auth.membership where user_id = $1", [removed.userId]);
    await t.db.auth.query("update auth.membership set roles = $2 where user_id = $1", [demoted.userId, ["looks"]]);
    await runner.start();
    for (const [index, whose] of [removed, demoted].entries()) {
      const job = await ended(platform, whose, jobs[index]!.id);
      expect(job).toMatchObject({ state: "failed", done: 0, problems: [{ code: "forbidden" }] });
    }
    expect(await count({ and: [starting("rights"), { "==": [{ var: "secret" }, "x"] }] })).toBe(0);
  });

  it("is given up when its chunk never comes to an end", async () => {
    await make("poison", 1);
    await runner.stop();
    const job = await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("poison"), values: { secret: "x" } });
    await t.db.batch(tenant, [{ text: "update work set deliveries = 10 where tenant_id = $1 and id = $2", params: [tenant, job.id] }]);
    await runner.start();
    expect(await ended(platform, actor, job.id)).toMatchObject({ state: "failed", problems: [{ code: "job_failed" }] });
    await expect.poll(() => query("select 1 from work where tenant_id = $1 and id = $2", job.id)).toEqual([]);
  });

  it("is seen by whoever asked for it, and refused before it begins when it makes no sense", async () => {
    const other = await member(t.db, tenant, "looks");
    const mine = await listJobs(platform, actor, { limit: 2 });
    expect(mine.ok && mine.value.data).toHaveLength(2);
    const theirs = await listJobs(platform, other);
    expect(theirs.ok && theirs.value.data).toEqual([]);
    if (!mine.ok) throw new Error();
    const hidden = await getJob(platform, other, mine.value.data[0]!.id);
    expect(!hidden.ok && hidden.problems[0]!.code).toBe("not_found");
    const next = await listJobs(platform, actor, { limit: 2, before: mine.value.next! });
    expect(next.ok && next.value.data[0]!.id < mine.value.data[1]!.id).toBe(true);

    const wrong = await startJob(platform, other, "bulk_update", { object: "thing", filter: { "==": [1, 1] }, values: { size: 1 } });
    expect(!wrong.ok && wrong.problems[0]!.code).toBe("forbidden");
    const without = await startJob(platform, actor, "bulk_update", { object: "thing", values: { sise: 1 } });
    expect(!without.ok && without.problems.map(({ code }) => code)).toEqual(["required", "unknown_field"]);
  });

  it("is refused when the tenant has too many open already; the tenants take turns", async () => {
    await runner.stop();
    const jobs = [];
    for (let n = 0; n < mostOpenJobs; n++)
      jobs.push(await begin(platform, actor, "bulk_update", { object: "thing", filter: starting("none"), values: { size: 1 } }));
    const refused = await startJob(platform, actor, "bulk_update", { object: "thing", filter: starting("none"), values: { size: 1 } });
    expect(!refused.ok && refused.problems[0]!.code).toBe("limit_exceeded");
    const other = await t.tenant();
    await install(platform, other, things);
    const stranger = await member(t.db, other, "all");
    const theirs = await begin(platform, stranger, "bulk_update", { object: "thing", filter: starting("none"), values: { size: 1 } });
    await runner.start();
    await ended(platform, stranger, theirs.id);
    for (const { id } of jobs) await ended(platform, actor, id);
  });
});
