import fc from "fast-check";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Field, Json, ObjectDocument, Result } from "#metadata";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../actor.ts";
import { openDraft, publishDraft, putDraftDocument, readDraftDocument } from "../drafts/index.ts";
import type { Effective } from "../effective/effective.ts";
import { install, operator } from "../flows/flows.testing.ts";
import { listJobs } from "../jobs/jobs.ts";
import { standOn } from "../jobs/jobs.testing.ts";
import type { Platform } from "../platform.ts";
import type { Change } from "../records/change.ts";
import { createRecords } from "../records/commands.ts";
import { writeRecord } from "../records/write.ts";
import { must } from "../must.testing.ts";
import { startFill } from "./fill-slots.ts";
import { fillNow } from "./slots.testing.ts";

/* What may stand once from a publish on, while writers that have not heard of it yet go on for a moment. */

let t: TestDatabase;
let platform: Platform;
beforeAll(async () => {
  t = await testDatabase();
  ({ platform } = standOn(t.db, testSecret));
});
afterAll(() => t.drop());

const field = (name: string, order: string, more: Partial<Field> = {}): Field =>
  ({ name, label: name, type: "text", order, ...more }) as Field;
const things: ObjectDocument = {
  kind: "object",
  id: "thing",
  name: "thing",
  label: "Thing",
  fields: { code: field("code", "a0"), note: field("note", "a1") },
};
const once = (object: ObjectDocument): ObjectDocument => ({
  ...object,
  fields: { ...object.fields, code: { ...object.fields["code"]!, unique: true } },
});

/** A tenant whose field became unique a moment ago, with writers of before and after. */
async function justUnique(values: readonly Record<string, Json>[]) {
  const tenantId = await t.tenant();
  const actor: Actor = operator(tenantId);
  await install(platform, tenantId, [things]);
  const write = async (effective: Effective, change: Omit<Change, "object">) =>
    t.db.transaction(tenantId, (tx) => writeRecord(tx, effective, actor, { ...change, object: "thing" } as Change));
  const before = await platform.effectives.get(tenantId);
  const ids = must(await createRecords(platform, actor, "thing", values)).map(({ id }) => id);
  const draft = must(await openDraft(platform, actor)).id;
  const document = must(await readDraftDocument(platform, actor, draft, "object", "thing")) as ObjectDocument;
  must(await putDraftDocument(platform, actor, draft, "object", "thing", once(document)));
  must(await publishDraft(platform, actor, draft));
  platform.effectives.drop(tenantId);
  const after = await platform.effectives.get(tenantId);
  const query = async (text: string) => (await t.db.batch(tenantId, [{ text, params: [tenantId] }]))[0]!;
  const codes = async (result: Promise<Result<unknown>>) => {
    const given = await result;
    return given.ok ? "ok" : given.problems.map(({ code, path }) => `${code} ${path}`).join();
  };
  const create = (effective: Effective, code: string) => codes(write(effective, { act: "create", values: { code } }));
  const change = (effective: Effective, id: string, code: string | null) =>
    codes(write(effective, { act: "update", id, values: { code } }));
  const remove = (effective: Effective, id: string) => codes(write(effective, { act: "delete", id }));
  /** values that stand, and those that are held */
  const stand = () =>
    query("select data->>'code' as value from records where tenant_id = $1 and deleted_at is null and data ? 'code' order by 1");
  const held = () => query("select value from record_unique where tenant_id = $1 and length(value) < 200 order by 1");
  const jobs = async () => must(await listJobs(platform, actor, { kind: "fill_slots" })).data;
  return { tenantId, actor, before, after, ids, create, change, remove, stand, held, jobs };
}

describe("a field that becomes unique", () => {
  test("tells of values that stand twice because a writer had not heard of it yet, and takes no third", async () => {
    const { tenantId, actor, before, after, create, change, ids, jobs } = await justUnique([{ code: "x" }, { code: "y" }]);
    expect(await create(before, "x")).toBe("ok");
    await fillNow(platform, tenantId);
    const [failed] = await jobs();
    expect(failed).toMatchObject({
      state: "failed",
      problems: [{ code: "duplicate_value", path: "/code", details: { object: "thing", field: "code", records: [expect.any(String)] } }],
    });
    expect(await create(after, "x")).toBe("duplicate_value /code");
    expect(await create(after, "z")).toBe("ok");
    // whichever of the two gives it up, the other one still has it
    expect(await change(after, ids[0]!, "w")).toBe("ok");
    expect(await create(after, "x")).toBe("duplicate_value /code");

    must(await startFill(platform, actor, "thing"));
    await fillNow(platform, tenantId);
    expect((await jobs()).map(({ state }) => state)).toEqual(["succeeded", "failed"]);
    for (const value of ["w", "x", "y", "z"]) expect(await create(after, value)).toBe("duplicate_value /code");
  });

  test("forgets what a writer that had not heard of it gave up", async () => {
    const { tenantId, before, after, create, change, remove, ids } = await justUnique([{ note: "a" }, { note: "b" }, { code: "y" }]);
    expect(await change(after, ids[0]!, "x")).toBe("ok");
    expect(await change(before, ids[0]!, "v")).toBe("ok");
    expect(await change(after, ids[1]!, "u")).toBe("ok");
    expect(await remove(before, ids[1]!)).toBe("ok");
    // given up by a writer of before, taken by another such
    expect(await change(after, ids[2]!, "w")).toBe("ok");
    expect(await change(before, ids[2]!, null)).toBe("ok");
    expect(await create(before, "w")).toBe("ok");
    await fillNow(platform, tenantId);
    for (const value of ["x", "u", "y"]) expect(await create(after, value)).toBe("ok");
    for (const value of ["v", "w"]) expect(await create(after, value)).toBe("duplicate_value /code");
  });

  test("stands once in the end, whoever writes while the values are gathered", async () => {
    const acts = fc.array(fc.tuple(fc.constantFrom("create", "change", "remove"), fc.nat({ max: 39 }), fc.nat({ max: 999 })), {
      minLength: 60,
      maxLength: 120,
    });
    await fc.assert(
      fc.asyncProperty(acts, acts, async (early, late) => {
        const values = Array.from({ length: 700 }, (_, n) => ({ code: n < 20 ? `v${n}` : `other ${n}` }));
        const { tenantId, actor, before, after, ids, create, change, remove, stand, held, jobs } = await justUnique(values);
        const one = (effective: Effective, [act, value, of]: (typeof early)[number]) => {
          if (act === "create") return create(effective, `v${value}`);
          const id = ids[of % ids.length]!;
          return act === "change" ? change(effective, id, `v${value}`) : remove(effective, id);
        };
        /** four writers at once */
        const run = async (effective: Effective, list: typeof early) => {
          const left = [...list];
          const writer = async () => {
            for (let each = left.pop(); each !== undefined; each = left.pop()) await one(effective, each);
          };
          await Promise.all([writer(), writer(), writer(), writer()]);
        };
        await Promise.all([run(before, early.slice(0, 30)), run(after, early.slice(30))]);
        await Promise.all([fillNow(platform, tenantId), run(after, late)]);
        // what the writers of before left twice is told, and mended by who reads it
        for (let round = 0; (await jobs())[0]!.state === "failed"; round++) {
          expect(round).toBeLessThan(40);
          const twice = (await jobs())[0]!.problems![0]!.details!["records"] as string[];
          for (const id of twice) await change(after, id, null);
          must(await startFill(platform, actor, "thing"));
          await Promise.all([fillNow(platform, tenantId), run(after, late.slice(0, 20))]);
        }
        const standing = (await stand()).map(({ value }) => value);
        expect(new Set(standing).size).toBe(standing.length);
        expect((await held()).map(({ value }) => value)).toEqual(standing);
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});
