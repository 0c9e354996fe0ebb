import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Json, ObjectDocument, Result } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { deleteDraftDocument, openDraft, publishDraft, putDraftDocument, readDraftDocument } from "../drafts/index.ts";
import { install, member, standOn, things } from "../jobs/jobs.testing.ts";
import type { Platform } from "../platform.ts";
import { createRecords, updateRecord } from "../records/commands.ts";
import { recordHistory } from "../records/history.ts";
import { getRecord, listRecords } from "../records/run.ts";
import { must } from "../must.testing.ts";
import { purgeRemovals } from "./purge.ts";
import { listRemovals, restoreRemoval } from "./removals.ts";

let t: TestDatabase;
let platform: Platform;

beforeAll(async () => {
  t = await testDatabase();
  ({ platform } = standOn(t.db, testSecret));
});
afterAll(() => t.drop());

const codes = (result: Result<unknown>) => (result.ok ? [] : result.problems.map(({ code }) => code));

async function house(documents = things.filter(({ name }) => name !== "some")) {
  const tenant = await t.tenant();
  await install(platform, tenant, documents);
  const actor: Actor = await member(t.db, tenant, "all", "implementer");
  const make = async (rows: readonly Record<string, Json>[]) =>
    must(await createRecords(platform, actor, "thing", rows)).map(({ id }) => id);
  const read = async (id: string) => must(await getRecord(platform, actor, "thing", id));
  const change = async (how: (object: ObjectDocument) => ObjectDocument) => {
    const draft = must(await openDraft(platform, actor));
    const object = must(await readDraftDocument(platform, actor, draft.id, "object", "thing")) as ObjectDocument;
    must(await putDraftDocument(platform, actor, draft.id, "object", "thing", how(object)));
    return publishDraft(platform, actor, draft.id);
  };
  const remove = (id: string) =>
    change((object) => {
      const { [id]: _, ...fields } = object.fields;
      return { ...object, fields };
    });
  const query = async (text: string, ...params: unknown[]) => (await t.db.batch(tenant, [{ text, params: [tenant, ...params] }]))[0]!;
  const late = () => query("update field_removal set purge_at = now() - interval '1 second' where tenant_id = $1");
  return { tenant, actor, make, read, change, remove, query, late };
}

describe("a removed field", () => {
  it("keeps its values out of sight and comes back with them, and with what was written beside them meanwhile", async () => {
    const { actor, make, read, remove } = await house();
    const [one, two] = await make([
      { name: "a", size: 3, due: "2026-01-02" },
      { name: "b", size: 4 },
    ]);
    must(await remove("size"));
    expect(await read(one!)).not.toHaveProperty("size");
    must(await updateRecord(platform, actor, "thing", one!, { due: "2026-01-03" }));
    const removals = must(await listRemovals(platform, actor));
    expect(removals).toEqual([
      expect.objectContaining({ object: "thing", objectName: "thing", field: "size", name: "size", records: 2, removedBy: actor.by }),
    ]);
    const days = (Date.parse(removals[0]!.purgeAt) - Date.parse(removals[0]!.removedAt)) / 86_400_000;
    expect(days).toBeCloseTo(30, 1);

    must(await restoreRemoval(platform, actor, { object: "thing", field: "size" }));
    expect(await read(one!)).toMatchObject({ size: 3, due: "2026-01-03" });
    expect(await read(two!)).toMatchObject({ size: 4 });
    const found = must(await listRecords(platform, actor, "thing", { filter: { ">": [{ var: "size" }, 3] } }));
    expect(found.data.map(({ id }) => id)).toEqual([two]);
    expect(must(await listRemovals(platform, actor))).toEqual([]);
    expect(codes(await restoreRemoval(platform, actor, { object: "thing", field: "size" }))).toEqual(["not_found"]);
  });

  it("is refused while something uses it, with everything that does", async () => {
    const { remove } = await house(things);
    const hidden = await remove("secret");
    expect(!hidden.ok && hidden.problems[0]).toMatchObject({
      code: "in_use",
      details: {
        kind: "object",
        name: "thing",
        member: "secret",
        users: [{ kind: "role", name: "some", path: "/objects/thing/hidden/secret" }],
      },
    });
  });

  it("does not come back under a name that another field has by now", async () => {
    const { actor, make, remove, change } = await house();
    await make([{ name: "a", size: 3 }]);
    must(await remove("due"));
    must(
      await change((object) => ({
        ...object,
        fields: { ...object.fields, other: { name: "due", label: "Due", type: "text", order: "c0" } },
      })),
    );
    expect(codes(await restoreRemoval(platform, actor, { object: "thing", field: "due" }))).toEqual(["name_taken"]);
  });

  it("is emptied after the window, in parts, and nothing else is", async () => {
    const { tenant, actor, make, read, remove, query, late } = await house();
    const other = await house();
    const [foreign] = await other.make([{ name: "a", size: 3 }]);
    must(await other.remove("size"));
    const ids = await make(Array.from({ length: 900 }, (_, n) => ({ name: `n${n}`, size: n, due: "2026-01-02" })));
    must(await remove("size"));
    // not yet
    await purgeRemovals(t.db, tenant);
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and data ? 'size'")).toEqual([{ n: 900 }]);
    await late();
    expect(codes(await restoreRemoval(platform, actor, { object: "thing", field: "size" }))).toEqual(["removal_expired"]);
    // broken off in the middle, then gone on with
    let left = 2;
    await purgeRemovals(t.db, tenant, () => left-- > 0);
    const [half] = await query("select count(*)::int as n from records where tenant_id = $1 and data ? 'size'");
    expect(half!["n"]).toBeLessThan(900);
    expect(await query("select 1 as one from field_removal where tenant_id = $1")).toHaveLength(1);
    await purgeRemovals(t.db, tenant);
    expect(await query("select count(*)::int as n from records where tenant_id = $1 and data ? 'size'")).toEqual([{ n: 0 }]);
    expect(await query("select 1 as one from field_removal where tenant_id = $1")).toEqual([]);
    expect(await read(ids[0]!)).toMatchObject({ due: "2026-01-02" });
    expect(must(await recordHistory(platform, actor, "thing", ids[0]!))[0]!.changes).not.toHaveProperty("size");
    // the other tenant's is still there to be brought back
    must(await restoreRemoval(platform, other.actor, { object: "thing", field: "size" }));
    expect(await other.read(foreign!)).toMatchObject({ size: 3 });
  });
});

describe("a removed object", () => {
  const lose = async ({ actor }: { actor: Actor }) => {
    const draft = must(await openDraft(platform, actor));
    for (const name of ["all", "looks"]) {
      const role = must(await readDraftDocument(platform, actor, draft.id, "role", name)) as any;
      const { thing: _, ...objects } = role.objects;
      must(await putDraftDocument(platform, actor, draft.id, "role", name, { ...role, objects }));
    }
    must(await deleteDraftDocument(platform, actor, draft.id, "object", "thing"));
    return must(await publishDraft(platform, actor, draft.id));
  };

  it("comes back with its records and with what roles said of it", async () => {
    const house_ = await house();
    const { actor, make, read } = house_;
    const [one] = await make([{ name: "a", size: 3 }]);
    await lose(house_);
    expect((await getRecord(platform, actor, "thing", one!)).ok).toBe(false);
    expect(must(await listRemovals(platform, actor))).toEqual([
      expect.objectContaining({ object: "thing", field: "", name: "thing", objectName: "thing", records: 1 }),
    ]);
    must(await restoreRemoval(platform, actor, { object: "thing" }));
    expect(await read(one!)).toMatchObject({ name: "a", size: 3 });
  });

  it("is emptied with everything beside its records", async () => {
    const house_ = await house();
    const { tenant, make, query, late } = house_;
    await make(Array.from({ length: 600 }, (_, n) => ({ name: `n${n}` })));
    await lose(house_);
    await late();
    await purgeRemovals(t.db, tenant);
    for (const table of ["records", "record_unique", "record_search", "field_removal"])
      expect(await query(`select 1 as one from ${table} where tenant_id = $1`)).toEqual([]);
  });
});
