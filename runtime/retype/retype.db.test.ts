import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Json, Result } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { openDraft, publishDraft, putDraftDocument, readDraftDocument, restoreRevision } from "../drafts/index.ts";
import { cancelJob, listJobRows, undoJob } from "../jobs/jobs.ts";
import { ended as endedJob, install, member, standAt, standOn, things } from "../jobs/jobs.testing.ts";
import type { JobRunner } from "../jobs/run-jobs.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { recordHistory } from "../records/history.ts";
import { getRecord, listRecords } from "../records/run.ts";
import { must } from "../must.testing.ts";
import { planRetype, retypeField } from "./retype-field.ts";

let t: TestDatabase;
let platform: Platform;
let runner: JobRunner;

beforeAll(async () => {
  t = await testDatabase();
  ({ platform, runner } = standOn(t.db, testSecret, { leaseSeconds: 2, sliceMs: 1 }));
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await t.drop();
});

/** Awaits a job, and what its publish tells every process. */
async function ended(on: Platform, actor: Actor, id: string) {
  const job = await endedJob(on, actor, id);
  on.effectives.drop(actor.tenantId);
  return job;
}
const codes = (result: Result<unknown>) => (result.ok ? [] : result.problems.map(({ code }) => code));

/** A tenant with things, and somebody who designs and works with them. */
async function house() {
  const tenant = await t.tenant();
  await install(platform, tenant, things);
  const actor = await member(t.db, tenant, "all", "implementer");
  const make = async (rows: readonly Record<string, Json>[]): Promise<string[]> => {
    const ids: string[] = [];
    for (let from = 0; from < rows.length; from += 500)
      ids.push(...must(await createRecords(platform, actor, "thing", rows.slice(from, from + 500))).map(({ id }) => id));
    return ids;
  };
  const read = async (id: string) => must(await getRecord(platform, actor, "thing", id));
  const retyped = async (field: string, type: string, config?: Record<string, Json>) => {
    const draft = must(await openDraft(platform, actor));
    must(await retypeField(platform, actor, draft.id, { object: "thing", field, type, config }));
    return draft.id;
  };
  /** draft, publish, job to its end */
  const change = async (field: string, type: string, config?: Record<string, Json>) => {
    const published = must(await publishDraft(platform, actor, await retyped(field, type, config)));
    return ended(platform, actor, published.job!.id);
  };
  return { tenant, actor, make, read, retyped, change };
}

describe("a changed type", () => {
  it("is planned: what goes over, what is converted, what loses something, and what would become of it", async () => {
    const { actor, make } = await house();
    await make([
      { name: "a", secret: "12" },
      { name: "b", secret: "1,200" },
      { name: "c", secret: "about 7" },
      { name: "d" },
      { name: "e", secret: "99999999999999999999" },
      { name: "f", secret: "@SUM(1)" },
      { name: "g", secret: "3.5" },
    ]);
    const draft = must(await openDraft(platform, actor));
    const plan = must(
      await planRetype(platform, actor, draft.id, { object: "thing", field: "secret", type: "number", config: { integer: true } }),
    );
    expect(plan).toMatchObject({
      plan: {
        records: 7,
        empty: 1,
        unchanged: 0,
        converted: 2,
        loses: 4,
        values: ["12", "1,200", "about 7", "99999999999999999999", "@SUM(1)", "3.5"],
      },
    });
    expect("plan" in plan && plan.plan.samples.map(({ old, becomes }) => [old, becomes])).toEqual([
      ["about 7", null],
      ["99999999999999999999", null],
      ["@SUM(1)", null],
      ["3.5", 4],
    ]);
    // nothing was changed, in the draft neither
    const document = must(await readDraftDocument(platform, actor, draft.id, "object", "thing"));
    expect(document).toMatchObject({ fields: { secret: { type: "text" } } });
    expect(codes(await planRetype(platform, actor, draft.id, { object: "thing", field: "secret", type: "nummer" }))).toContain(
      "unknown_name",
    );
  });

  it("is refused in place while records hold values of the type before", async () => {
    const { actor, make } = await house();
    const set = async (type: string) => {
      const draft = must(await openDraft(platform, actor));
      const document = must(await readDraftDocument(platform, actor, draft.id, "object", "thing")) as any;
      must(
        await putDraftDocument(platform, actor, draft.id, "object", "thing", {
          ...document,
          fields: { ...document.fields, secret: { ...document.fields.secret, type } },
        }),
      );
      return publishDraft(platform, actor, draft.id);
    };
    // nobody holds one: nothing can be lost
    expect((await set("number")).ok).toBe(true);
    expect((await set("text")).ok).toBe(true);
    await make([{ name: "a", secret: "12" }]);
    const refused = await set("number");
    expect(codes(refused)).toEqual(["values_to_convert"]);
    expect(!refused.ok && refused.problems[0]!.path).toBe("/object/thing/fields/secret/type");
  });

  it("is refused in place where another scale would read other values, and goes as a change of type", async () => {
    const { actor, make, read, change } = await house();
    const put = async (edit: (fields: Record<string, any>) => void) => {
      const draft = must(await openDraft(platform, actor));
      const document = structuredClone(must(await readDraftDocument(platform, actor, draft.id, "object", "thing"))) as any;
      edit(document.fields);
      must(await putDraftDocument(platform, actor, draft.id, "object", "thing", document));
      return publishDraft(platform, actor, draft.id);
    };
    must(await put((fields) => (fields.weight = { name: "weight", label: "Weight", type: "decimal", config: { scale: 4 }, order: "zz" })));
    const [a, b] = await make([
      { name: "a", weight: "1.2345" },
      { name: "b", weight: "2.5" },
    ]);
    const refused = await put((fields) => (fields.weight = { ...fields.weight, config: { scale: 2 } }));
    expect(codes(refused)).toEqual(["values_to_convert"]);
    expect(!refused.ok && refused.problems[0]!.path).toBe("/object/thing/fields/weight/config");
    // a label is no reason to look at values
    must(await put((fields) => (fields.weight = { ...fields.weight, label: "How heavy" })));
    expect(await change("weight", "decimal", { scale: 2 })).toMatchObject({ state: "succeeded" });
    expect(await read(b!)).toMatchObject({ weight: "2.50" });
    expect(await read(a!)).not.toMatchObject({ weight: "1.2345" });
  });

  it("is refused under the name of a field whose values are still kept", async () => {
    const { actor, make, read } = await house();
    const put = async (edit: (fields: Record<string, any>) => void) => {
      const draft = must(await openDraft(platform, actor));
      const document = structuredClone(must(await readDraftDocument(platform, actor, draft.id, "object", "thing"))) as any;
      edit(document.fields);
      must(await putDraftDocument(platform, actor, draft.id, "object", "thing", document));
      return publishDraft(platform, actor, draft.id);
    };
    const memo = { name: "memo", label: "Memo", type: "number", order: "zz" };
    must(await put((fields) => (fields.memo = memo)));
    const [one] = await make([{ name: "a", memo: 41 }]);
    must(await put((fields) => delete fields.memo));
    expect(codes(await put((fields) => (fields.memo = { ...memo, type: "text" })))).toEqual(["values_to_convert"]);
    must(await put((fields) => (fields.memo = memo)));
    expect(await read(one!)).toMatchObject({ memo: 41 });
  });

  it("is converted behind what is seen, then seen at once; undone, it gives back what was, to the letter, and what was typed since", async () => {
    const { actor, make, read, retyped } = await house();
    const [good, bad, emptied, later, kept] = await make([
      { name: "a", secret: "012" },
      { name: "b", secret: "none yet" },
      { name: "c", secret: "5" },
      { name: "d", secret: "6" },
      { name: "e", secret: "7" },
    ]);
    const draft = await retyped("secret", "number");
    const published = must(await publishDraft(platform, actor, draft));
    expect(published.job).toMatchObject({ kind: "retype", subject: "thing", state: "waiting" });
    // a second one has to wait, and nobody sees anything of it
    expect(codes(await publishDraft(platform, actor, draft))).toEqual(["conversion_running"]);
    expect(await read(good!)).toMatchObject({ secret: "012" });
    // who writes meanwhile writes both
    must(await updateRecord(platform, actor, "thing", later!, { secret: "60" }));
    const [made] = await make([{ name: "f", secret: "8" }]);
    const job = await ended(platform, actor, published.job!.id);
    expect(job).toMatchObject({ state: "succeeded", done: 4, failed: 2, total: 6, undoable: true });
    const rows = must(await listJobRows(platform, actor, job.id)).data;
    expect(rows.map(({ source }) => source)).toEqual([
      { id: good, object: "thing", field: "secret", value: "012", becomes: 12 },
      { id: bad, object: "thing", field: "secret", value: "none yet", becomes: null },
    ]);

    expect(await read(good!)).toMatchObject({ secret: 12 });
    expect(await read(bad!)).not.toHaveProperty("secret");
    expect(await read(later!)).toMatchObject({ secret: 60 });
    expect(await read(made!)).toMatchObject({ secret: 8 });
    const sum = must(await listRecords(platform, actor, "thing", { filter: { ">": [{ var: "secret" }, 7] }, count: "exact" }));
    expect(sum.count).toBe(3);
    // the history of before is the field's
    expect(must(await recordHistory(platform, actor, "thing", later!)).map(({ changes }) => changes["secret"])).toEqual([
      { from: "6", to: "60" },
      { from: null, to: "6" },
    ]);

    must(await updateRecord(platform, actor, "thing", emptied!, { secret: null }));
    must(await updateRecord(platform, actor, "thing", later!, { secret: 61.5 }));
    const [newest] = await make([{ name: "g", secret: 9 }]);
    const undone = must(await undoJob(platform, actor, job.id));
    expect(codes(await undoJob(platform, actor, job.id))).toEqual(["not_undoable"]);
    expect(await ended(platform, actor, undone.id)).toMatchObject({ state: "succeeded", failed: 0 });
    expect((await platform.effectives.get(actor.tenantId)).objects.get("thing")!.byName.get("secret")!.type).toBe("text");
    expect(await read(good!)).toMatchObject({ secret: "012" });
    expect(await read(bad!)).toMatchObject({ secret: "none yet" });
    expect(await read(emptied!)).not.toHaveProperty("secret");
    expect(await read(later!)).toMatchObject({ secret: "61.5" });
    expect(await read(kept!)).toMatchObject({ secret: "7" });
    expect(await read(newest!)).toMatchObject({ secret: "9" });
    expect(must(await recordHistory(platform, actor, "thing", later!)).map(({ changes }) => changes["secret"])).toEqual([
      { from: 60, to: 61.5 },
      { from: "6", to: "60" },
      { from: null, to: "6" },
    ]);
  });

  it("that points at records points from the first write on, whether the job has passed by or not", async () => {
    const { actor, make, read, retyped, tenant } = await house();
    const [target, before, changed] = await make([{ name: "target" }, { name: "before" }, { name: "changed" }]);
    must(await updateRecord(platform, actor, "thing", before!, { secret: target! }));
    await runner.stop();
    const published = must(await publishDraft(platform, actor, await retyped("secret", "multi_reference", { object: "thing" })));
    const pointing = async (): Promise<unknown[]> => {
      const text = "select record_id::text as id from record_link where tenant_id = $1 and target_id = $2 order by id";
      const [rows] = await t.db.batch(tenant, [{ text, params: [tenant, target] }]);
      return rows!.map(({ id }) => id);
    };
    must(await updateRecord(platform, actor, "thing", changed!, { secret: target! }));
    const [made] = await make([{ name: "made", secret: target! }]);
    expect(await pointing()).toEqual([changed, made].toSorted());
    must(await updateRecord(platform, actor, "thing", made!, { secret: null }));
    expect(await pointing()).toEqual([changed]);
    await runner.start();
    expect(await ended(platform, actor, published.job!.id)).toMatchObject({ state: "succeeded" });
    expect(await pointing()).toEqual([before, changed].toSorted());
    expect(await read(changed!)).toMatchObject({ secret: [target] });
  });

  it("changes nothing when it is cancelled or cannot be published in the end", async () => {
    const { actor, make, read, retyped, change } = await house();
    const [one] = await make([{ name: "a", secret: "12" }]);
    const draft = await retyped("secret", "number");
    const published = must(await publishDraft(platform, actor, draft));
    must(await cancelJob(platform, actor, published.job!.id));
    expect(await ended(platform, actor, published.job!.id)).toMatchObject({ state: "cancelled", undoable: false });
    expect(await read(one!)).toMatchObject({ secret: "12" });
    must(await updateRecord(platform, actor, "thing", one!, { secret: "13" }));
    // the draft is still there, and goes through another time
    const again = must(await publishDraft(platform, actor, draft));
    // somebody takes the source away meanwhile
    expect(await ended(platform, actor, again.job!.id)).toMatchObject({ state: "succeeded" });
    expect(await read(one!)).toMatchObject({ secret: 13 });
    // and on to another type: what it was in between is not asked any more
    expect(await change("secret", "money", { currency: "CNY" })).toMatchObject({ state: "succeeded", failed: 0 });
    expect(await read(one!)).toMatchObject({ secret: { currency: "CNY", minor: 1300 } });
    // a revision of before is restored with the values it had
    const first = must(await restoreRevision(platform, actor, 1));
    expect(await ended(platform, actor, first.job!.id)).toMatchObject({ state: "succeeded", failed: 0 });
    expect(await read(one!)).toMatchObject({ secret: "13" });
  });

  it("goes on where a process that died left it, and leaves other tenants alone", async () => {
    const { actor, make, retyped, tenant } = await house();
    const other = await house();
    const [foreign] = await other.make([{ name: "a", secret: "12" }]);
    await make(Array.from({ length: 2_300 }, (_, n) => ({ name: `n${n}`, secret: n % 100 === 0 ? "none" : String(n) })));
    await runner.stop();
    const first = await standAt(t.url, testSecret, { leaseSeconds: 2, sliceMs: 1 });
    await first.runner.start();
    const published = must(await publishDraft(platform, actor, await retyped("secret", "number")));
    // dies in the middle: its connections are cut, its leases run out
    for (;;) {
      const [[row]] = (await t.db.batch(tenant, [
        { text: "select cursor from job where tenant_id = $1 and id = $2", params: [tenant, published.job!.id] },
      ])) as [[{ cursor: unknown }]];
      if (row.cursor !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    void first.runner.stop();
    await first.platform.db.close();
    await runner.start();
    const job = await ended(platform, actor, published.job!.id);
    expect(job).toMatchObject({ state: "succeeded", done: 2_277, failed: 23 });
    const numbers = must(
      await listRecords(platform, actor, "thing", { filter: { ">=": [{ var: "secret" }, 0] }, count: "exact", limit: 1 }),
    );
    expect(numbers.count).toBe(2_277);
    expect(await other.read(foreign!)).toMatchObject({ secret: "12" });
  }, 120_000);

  it("is planned by a job where there are many records", async () => {
    const { actor, make, tenant } = await house();
    await make([{ name: "a", secret: "x" }]);
    await t.db.batch(tenant, [
      {
        text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by)
          select $1::uuid, 'thing', gen_random_uuid(), jsonb_build_object('secret', n::text), 'x', 'x' from generate_series(1, 20001) n`,
        params: [tenant],
      },
    ]);
    const draft = must(await openDraft(platform, actor));
    const planned = must(await planRetype(platform, actor, draft.id, { object: "thing", field: "secret", type: "number" }));
    if (!("job" in planned)) throw new Error("not by a job");
    const job = await ended(platform, actor, planned.job.id);
    expect(job.result).toMatchObject({ records: 20_002, converted: 20_001, loses: 1, values: null });
  }, 60_000);
});
