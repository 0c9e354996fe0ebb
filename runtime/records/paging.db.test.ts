import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { createRecords, deleteRecord, updateRecord } from "./commands.ts";
import type { SortKey } from "./query.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";

/* Pages under writes, and objects with more fields than there are index slots. */

const letters = "abcdefghijklmnopqrstuvwxyz";
const wide = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`t${index}`, { type: "text", indexed: index < 30 }]));
const documents = [
  objectOf("owner", { name: { type: "text", indexed: true } }),
  objectOf("thing", {
    mark: { type: "text", indexed: true },
    plain: { type: "text" },
    number: { type: "number", indexed: true },
    owner: { type: "reference", config: { object: "owner" } },
    still: { type: "boolean" },
  }),
  objectOf("wide", wide),
];

let database: TestDatabase;
let platform: Platform;
let actor: Actor;
beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  platform = platformOf(database, effectiveOf(tenantId, documents));
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

async function make(object: string, values: readonly Record<string, unknown>[]): Promise<readonly string[]> {
  const written = await createRecords(platform, actor, object, values);
  if (!written.ok) throw new Error(JSON.stringify(written.problems));
  return written.value.map(({ id }) => id);
}

describe("pages while others write", () => {
  const sorts: readonly (readonly SortKey[])[] = [
    [],
    [{ field: "mark", descending: false }],
    [{ field: "mark", descending: true }],
    [
      { field: "plain", descending: false },
      { field: "number", descending: true },
    ],
    [
      { field: "number", descending: true },
      { field: "mark", descending: false },
    ],
    [
      { field: "owner.name", descending: false },
      { field: "mark", descending: true },
    ],
  ];

  test.each(sorts.map((sort) => [sort.map(({ field, descending }) => `${descending ? "-" : ""}${field}`).join(), sort] as const))(
    "sorted by <%s>: no record that stands still is left out or comes twice",
    async (_, sort) => {
      let seed = 7;
      const next = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
      const owners = await make("owner", [{ name: "x" }, { name: "y" }, { name: "z" }]);
      const random = (still: boolean) => ({
        ...(next(4) === 0 ? {} : { mark: letters[next(26)]! }),
        ...(next(4) === 0 ? {} : { plain: letters[next(5)]! }),
        ...(next(4) === 0 ? {} : { number: next(6) }),
        ...(next(4) === 0 ? {} : { owner: owners[next(3)]! }),
        still,
      });
      const standing = new Set(
        await make(
          "thing",
          Array.from({ length: 60 }, () => random(true)),
        ),
      );
      const moving = [
        ...(await make(
          "thing",
          Array.from({ length: 40 }, () => random(false)),
        )),
      ];
      const seen: string[] = [];
      let cursor: string | null | undefined;
      while (cursor !== null) {
        const page = await listRecords(platform, actor, "thing", { sort, limit: 7, ...(cursor === undefined ? {} : { cursor }) });
        if (!page.ok) throw new Error(JSON.stringify(page.problems));
        seen.push(...page.value.data.map(({ id }) => id).filter((id) => standing.has(id)));
        cursor = page.value.next;
        // one comes, one goes, two move: one of them to the other end, one to where there is no value
        moving.push(...(await make("thing", [random(false)])));
        await deleteRecord(platform, actor, "thing", moving.shift()!);
        await updateRecord(platform, actor, "thing", moving[next(moving.length)]!, random(false));
        await updateRecord(platform, actor, "thing", moving[next(moving.length)]!, { mark: null, number: null, owner: null });
      }
      expect([...seen].sort()).toEqual([...standing].sort());
      for (const id of [...standing, ...moving]) await deleteRecord(platform, actor, "thing", id);
    },
  );
});

describe("an object with 500 fields, thirty of them to be indexed in text", () => {
  test("goes on working beyond its slots: list, filter, sort, and says what is slow", async () => {
    const effective = await platform.effectives.get(actor.tenantId);
    const slots = effective.objects.get("wide")!.fields.filter(({ slot }) => slot !== undefined);
    expect(slots).toHaveLength(10);
    const record = (index: number) =>
      Object.fromEntries(Object.keys(wide).map((name, at) => [name, `${letters[(index + at) % 26]!}${index}`]));
    await make(
      "wide",
      Array.from({ length: 26 }, (_, index) => record(index)),
    );
    for (const name of ["t0", "t9", "t10", "t29", "t499"]) {
      const page = await listRecords(platform, actor, "wide", {
        filter: { ">=": [{ var: name }, "n"] },
        sort: [{ field: name, descending: true }],
        limit: 5,
        count: "exact",
      });
      if (!page.ok) throw new Error(JSON.stringify(page.problems));
      expect(page.value.count).toBe(13);
      expect(page.value.data.map((each) => String(each[name])[0])).toEqual(["z", "y", "x", "w", "v"]);
      expect(Object.keys(page.value.data[0]!)).toHaveLength(506);
      const slow = slots.some((each) => each.name === name) ? undefined : [name];
      expect(page.value.slow).toEqual(slow);
    }
  });
});
