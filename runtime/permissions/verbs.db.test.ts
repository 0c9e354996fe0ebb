import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Grant, Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { verbs } from "../effective/union-grants.ts";
import type { Platform } from "../platform.ts";
import { aggregateRecords } from "../records/aggregate.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "../records/commands.ts";
import { recordHistory } from "../records/history.ts";
import { getRecord, listRecords } from "../records/run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "../records/testing.ts";
import { may, type Verb } from "./access.ts";
import { listShares, shareRecord } from "./shares.ts";

/* Every verb × a role that has all but it, and one that has it and reading alone × every way there is to it. */

let database: TestDatabase;
let platform: Platform;
let admin: Actor;
const tenantId = "0198f0a0-0000-7000-8000-0000000000aa";
const without = (verb: Verb): Grant => Object.fromEntries(verbs.filter((each) => each !== verb).map((each) => [each, true]));
const cases = verbs.flatMap((verb) => [
  { verb, role: `not_${verb}`, allowed: false },
  { verb, role: `only_${verb}`, allowed: true },
]);

beforeAll(async () => {
  database = await testDatabase();
  const effective = effectiveOf(tenantId, [
    objectOf("deal", { title: { type: "text" }, amount: { type: "number" } }),
    ...verbs.flatMap((verb) => [
      roleOf(`not_${verb}`, { deal: without(verb) }),
      roleOf(`only_${verb}`, { deal: { read: true, [verb]: true } }),
    ]),
  ]);
  platform = platformOf(database, effective);
  admin = actorOf(tenantId, [], { unrestricted: true });
});
afterAll(() => database?.drop());

const ways: { readonly [verb in Verb]: readonly ((actor: Actor, id: string) => Promise<Result<unknown>>)[] } = {
  read: [
    (actor, id) => getRecord(platform, actor, "deal", id),
    (actor) => listRecords(platform, actor, "deal", {}),
    (actor) => aggregateRecords(platform, actor, "deal", { measures: [{ fn: "count" }] }),
    (actor, id) => recordHistory(platform, actor, "deal", id),
    (actor, id) =>
      listShares(platform, { ...actor, roles: [...actor.roles, ...(actor.roles[0] === "only_read" ? ["only_share"] : [])] }, "deal", id),
  ],
  create: [(actor) => createRecords(platform, actor, "deal", [{ title: "x" }])],
  update: [(actor, id) => updateRecord(platform, actor, "deal", id, { title: "y" })],
  delete: [
    (actor, id) => deleteRecord(platform, actor, "deal", id),
    async (actor, id) => {
      await deleteRecord(platform, admin, "deal", id);
      return restoreRecord(platform, actor, "deal", id);
    },
  ],
  export: [
    async (actor) => ({ ok: may(await platform.effectives.get(tenantId), actor, "deal", "export") !== undefined }) as Result<unknown>,
  ],
  share: [(actor, id) => shareRecord(platform, actor, "deal", id, { holder: "role:only_read", level: "read" })],
};

test.each(cases)("$verb, by $role: $allowed", async ({ verb, role, allowed }) => {
  for (const way of ways[verb]) {
    const made = await createRecords(platform, admin, "deal", [{ title: "a" }]);
    const id = made.ok ? made.value[0]!.id : "";
    const result = await way(actorOf(tenantId, [role]), id);
    expect([verb, role, result.ok]).toEqual([verb, role, allowed]);
  }
});

test("nobody lets others change what he may not change himself", async () => {
  const made = await createRecords(platform, admin, "deal", [{ title: "a" }]);
  const id = made.ok ? made.value[0]!.id : "";
  const share = (roles: readonly string[]) =>
    shareRecord(platform, actorOf(tenantId, roles), "deal", id, { holder: "role:only_read", level: "update" });
  expect((await share(["only_share"])).ok).toBe(false);
  expect((await share(["only_share", "only_update"])).ok).toBe(true);
});
