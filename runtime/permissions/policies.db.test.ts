import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import { truthy, type Grant, type Json, type Logic, type RoleDocument } from "#metadata";
import { compileExpression } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { createTenant, setMembership } from "../identity/tenant.ts";
import type { Platform } from "../platform.ts";
import { grantedOn, reach } from "../records/allowed.ts";
import { aggregateRecords } from "../records/aggregate.ts";
import { createRecords, deleteRecord, updateRecord } from "../records/commands.ts";
import { typesOf } from "../records/expressions.ts";
import { listRecords } from "../records/run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "../records/testing.ts";
import { changeTeam, createTeam, setTeamMember } from "../teams/teams.ts";
import type { Verb } from "./access.ts";
import { explainAccess, explained } from "./explain.ts";
import { createStandings, stand } from "./standing.ts";

/*
 * Random policies over records: what reading and writing let through and what the explanation says, against a reading of the rules that
 * shares nothing with either: closures over facts, sets of people worked out by hand.
 */

const objects = [
  objectOf("account", { name: { type: "text" }, region: { type: "text", indexed: true } }),
  objectOf("deal", {
    title: { type: "text", indexed: true },
    owner: { type: "text", indexed: true },
    team: { type: "text" },
    stage: { type: "text", indexed: true },
    amount: { type: "number" },
    account: { type: "reference", config: { object: "account" } },
  }),
  objectOf("line", { deal: { type: "master_detail", config: { object: "deal" } }, note: { type: "text" } }),
];
const people = ["u1", "u2", "u3", "u4"] as const;
const roleNames = ["chief", "lead", "clerk", "guest"] as const;
/** lead and guest stand under chief, clerk under lead */
const above: Readonly<Record<string, string>> = { lead: "chief", clerk: "lead", guest: "chief" };
const held: Readonly<Record<string, readonly string[]>> = { u1: ["chief"], u2: ["lead"], u3: ["clerk", "guest"], u4: ["guest"] };

let database: TestDatabase;
let platform: Platform;
let tenantId: string;
let admin: Actor;
let teams: { sales: string; east: string };
let deals: { id: string; [field: string]: Json }[];
let lines: { id: string; deal: string; createdBy: string }[];
let regionOf: Map<string, string>;
const shares: { record: number; holder: () => string; level: "read" | "update"; over?: true }[] = [
  { record: 0, holder: () => "user:u4", level: "read" },
  { record: 1, holder: () => "user:u4", level: "update" },
  { record: 2, holder: () => `team:${teams.sales}`, level: "read" },
  { record: 3, holder: () => `team:${teams.east}`, level: "update" },
  { record: 4, holder: () => "role:guest", level: "read" },
  { record: 5, holder: () => "user:u3", level: "update", over: true },
];

beforeAll(async () => {
  database = await testDatabase();
  tenantId = (await createTenant(database.db, "policies", "Policies")).id;
  admin = actorOf(tenantId, [], { unrestricted: true });
  const effective = effectiveOf(tenantId, objects);
  platform = platformOf(database, effective);
  for (const id of people) {
    await database.db.auth.query(`insert into auth."user" (id, name, email, email_verified) values ($1, $1, $1 || '@x.test', true)`, [id]);
    await setMembership(database.db, tenantId, id, held[id]!);
  }
  const team = async (name: string) => {
    const made = await createTeam(platform, admin, { name });
    return made.ok ? made.value.id : "";
  };
  teams = { sales: await team("Sales"), east: await team("East") };
  await changeTeam(platform, admin, teams.east, { parentId: teams.sales });
  // u2 leads sales, u3 is in east, which stands within it; u4 is in east too
  await setTeamMember(platform, admin, teams.sales, { userId: "u2", leads: true });
  await setTeamMember(platform, admin, teams.east, { userId: "u3", leads: false });
  await setTeamMember(platform, admin, teams.east, { userId: "u4", leads: false });

  const make = async (object: string, values: readonly Record<string, Json>[], by: string) => {
    const made = await createRecords(platform, { ...admin, by }, object, values);
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    return made.value as unknown as { id: string; [field: string]: Json }[];
  };
  const [north, south] = await make(
    "account",
    [{ name: "N", region: "north" }, { name: "S", region: "south" }, { name: "none" }],
    "system",
  );
  regionOf = new Map([
    [north!.id, "north"],
    [south!.id, "south"],
  ]);
  deals = [];
  for (let index = 0; index < 16; index++) {
    const values: Record<string, Json> = {};
    if (index % 5 !== 4) values["owner"] = people[index % 4]!;
    if (index % 3 !== 2) values["stage"] = index % 2 === 0 ? "won" : "open";
    if (index % 4 !== 3) values["amount"] = index * 10;
    if (index % 2 === 1) values["team"] = index % 4 === 1 ? teams.sales : teams.east;
    if (index % 3 !== 0) values["account"] = (index % 3 === 1 ? north! : south!).id;
    deals.push(...(await make("deal", [{ title: `d${index}`, ...values }], `user:${people[(index * 3) % 4]!}`)));
  }
  lines = (await make(
    "line",
    deals.map(({ id }, index) => ({ deal: id, note: `n${index}` })),
    "user:u3",
  )) as never;
  for (const { record, holder, level, over } of shares) {
    await database.db.batch(tenantId, [
      {
        text: `insert into record_share (tenant_id, object_id, record_id, holder, level, by, until)
               values ($1::uuid, 'o_deal', $2::uuid, $3::text, $4::text, 'system', case when $5::bool then now() - interval '1 s' else now() + interval '1 h' end)`,
        params: [tenantId, deals[record]!.id, holder(), level, over === true],
      },
    ]);
  }
});
afterAll(() => database?.drop());

/** Where each stands, worked out by hand from what stands above. */
const standingOf = (id: string) => {
  const teamIds = { u1: [], u2: [teams.sales], u3: [teams.east, teams.sales], u4: [teams.east, teams.sales] }[id]!;
  const mateIds = { u1: ["u1"], u2: ["u2"], u3: ["u3", "u4"], u4: ["u3", "u4"] }[id]!;
  const belowIds = { u1: ["u2", "u3", "u4"], u2: ["u3", "u4"], u3: [], u4: [] }[id]!;
  const aboveIds = { u1: [], u2: ["u1"], u3: ["u1", "u2"], u4: ["u1", "u2"] }[id]!;
  const by = (ids: readonly string[]) => ids.map((each) => `user:${each}`);
  return { teamIds, mateIds, belowIds, aboveIds, mateBy: by(mateIds), belowBy: by(belowIds), aboveBy: by(aboveIds) };
};

const variable = (name: string): Logic => ({ var: name });
const leaf: fc.Arbitrary<Logic> = fc.constantFrom<Logic[]>(
  { "===": [variable("owner"), variable("$user.id")] },
  { "==": [variable("created_by"), variable("$user.by")] },
  { in: [variable("owner"), variable("$user.belowIds")] },
  { in: [variable("owner"), variable("$user.aboveIds")] },
  { in: [variable("owner"), variable("$user.mateIds")] },
  { in: [variable("created_by"), variable("$user.belowBy")] },
  { in: [variable("created_by"), variable("$user.aboveBy")] },
  { in: [variable("created_by"), variable("$user.mateBy")] },
  { in: [variable("team"), variable("$user.teamIds")] },
  { in: ["guest", variable("$user.roles")] },
  { "===": [variable("stage"), "won"] },
  { "!": [variable("stage")] },
  { "<": [variable("amount"), 60] },
  { ">=": [variable("amount"), 30] },
  { "===": [variable("account.region"), "north"] },
  { "!==": [variable("account.region"), "south"] },
  { missing: ["owner"] },
);
const { rule } = fc.letrec<{ rule: Logic }>((tie) => ({
  rule: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    leaf,
    fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((parts): Logic => ({ and: parts })),
    fc.array(tie("rule"), { minLength: 1, maxLength: 3 }).map((parts): Logic => ({ or: parts })),
    tie("rule").map((part): Logic => ({ "!": [part] })),
  ),
}));
const grant: fc.Arbitrary<Grant> = fc
  .record({
    read: fc.boolean(),
    update: fc.boolean(),
    delete: fc.boolean(),
    export: fc.boolean(),
    share: fc.boolean(),
    rows: fc.option(rule, { nil: undefined, freq: 5 }),
  })
  .map(({ rows, ...verbs }) => ({
    ...Object.fromEntries(Object.entries(verbs).filter(([, given]) => given)),
    ...(rows === undefined ? {} : { rows }),
  }));
/** What each role may do with deals, and that it may do everything with lines, as far as they are parts of deals. */
const policy: fc.Arbitrary<RoleDocument[]> = fc.tuple(...roleNames.map(() => fc.option(grant, { nil: undefined, freq: 4 }))).map((grants) =>
  roleNames.map((name, index) => ({
    ...roleOf(name, {
      ...(grants[index] === undefined ? {} : { deal: grants[index] }),
      line: { read: true, update: true, delete: true },
      account: { read: true },
    }),
    ...(above[name] === undefined ? {} : { under: above[name] }),
  })),
);

/** Whether a person reaches a deal for an act, by the rules as they are written. */
function expected(effective: Effective, userId: string, verb: Verb, index: number): boolean {
  const deal = deals[index]!;
  const user = { id: userId, by: `user:${userId}`, roles: held[userId]!, ...standingOf(userId) };
  const facts: Record<string, unknown> = { ...deal, created_by: deal["createdBy"] };
  const region = regionOf.get(deal["account"] as string);
  if (region !== undefined) facts["account.region"] = region;
  const grants = user.roles.flatMap((name) => effective.documents.role.get(name)?.objects?.["deal"] ?? []);
  const given = grants.filter((each) => each[verb] === true && (each.read === true || (verb !== "export" && verb !== "share")));
  if (given.length === 0) return false;
  const ruled = given.some(({ rows }) => {
    if (rows === undefined) return true;
    const compiled = compileExpression(rows, {
      operators: effective.language.operators,
      types: typesOf(effective, effective.objects.get("deal")!),
    });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
    return truthy(compiled.value.evaluate(facts, { now: "2026-01-01T00:00:00.000Z", user }));
  });
  if (ruled || (verb !== "read" && verb !== "update")) return ruled;
  const holders = [`user:${userId}`, ...user.teamIds.map((id) => `team:${id}`), ...user.roles.map((name) => `role:${name}`)];
  return shares.some(({ record, holder, level, over }) => {
    return record === index && over !== true && holders.includes(holder()) && (verb === "read" || level === "update");
  });
}

const acting = (roles: readonly RoleDocument[]) => {
  const effective = effectiveOf(tenantId, [...objects, ...roles]);
  return { effective, here: { ...platformOf(database, effective), standings: createStandings(database.db) } };
};
const actorFor = (here: Platform, effective: Effective, userId: string) =>
  stand(here, effective, actorOf(tenantId, held[userId]!, { userId, by: `user:${userId}` }));

test("who may read a whole and not change it neither makes, changes nor deletes its parts", async () => {
  const line = { read: true, create: true, update: true, delete: true };
  const { effective, here } = acting([
    roleOf("clerk", { deal: { read: true }, line }),
    roleOf("guest", { deal: { update: true, rows: { "===": [variable("owner"), variable("$user.id")] } } }),
  ]);
  const actor = await actorFor(here, effective, "u3");
  const [own, other] = [deals.findIndex(({ owner }) => owner === "u3"), deals.findIndex(({ owner }) => owner === "u1")] as const;
  const tries = async (index: number) => {
    const made = await createRecords(here, actor, "line", [{ deal: deals[index]!.id, note: "new" }]);
    const changed = await updateRecord(here, actor, "line", lines[index]!.id, { note: "changed" });
    const moved = await updateRecord(here, actor, "line", lines[own]!.id, { deal: deals[index]!.id });
    const deleted = made.ok ? await deleteRecord(here, actor, "line", made.value[0]!.id) : made;
    return [made, changed, moved, deleted].map((each) => (each.ok ? "ok" : each.problems[0]!.code));
  };
  expect(await tries(own)).toEqual(["ok", "ok", "ok", "ok"]);
  const [made, changed, moved] = await tries(other);
  expect([made, changed]).toEqual(["forbidden", "forbidden"]);
  expect(moved).not.toBe("ok");
  // without any right to change wholes there is none to change parts
  const reader = acting([roleOf("clerk", { deal: { read: true }, line })]);
  const refused = await updateRecord(reader.here, actorOf(tenantId, ["clerk"]), "line", lines[own]!.id, { note: "x" });
  expect(refused).toMatchObject({ ok: false, problems: [{ code: "forbidden" }] });
});

test("a filter may name people and teams also where no rule does", async () => {
  const { effective, here } = acting([roleOf("lead", { deal: { read: true } })]);
  const actor = await actorFor(here, effective, "u2");
  expect(actor.standing).toBeUndefined();
  const filter = { in: [variable("owner"), variable("$user.mateIds")] } as Json;
  const listed = await listRecords(here, actor, "deal", { filter, limit: 100 });
  const counted = await aggregateRecords(here, actor, "deal", { filter, measures: [{ fn: "count" }] });
  const own = deals.filter(({ owner }) => owner === "u2").length;
  expect(listed.ok && listed.value.data.length).toBe(own);
  expect(counted).toMatchObject({ value: [{ values: [own] }] });
});

describe("random policies", () => {
  test("list, change, delete, export and share exactly what the rules say, and parts follow their whole: 10,000 cells", async () => {
    let cells = 0;
    await fc.assert(
      fc.asyncProperty(policy, async (roles) => {
        const { effective, here } = acting(roles);
        for (const userId of people) {
          const actor = await actorFor(here, effective, userId);
          const listed = await listRecords(here, actor, "deal", { limit: 100 });
          const seen = new Set(listed.ok ? listed.value.data.map(({ id }) => id) : []);
          const parts = await listRecords(here, actor, "line", { limit: 100 });
          const seenParts = new Set(parts.ok ? parts.value.data.map(({ id }) => id) : []);
          const granted = grantedOn(effective, actor, "deal", "read", deals[0]!.id);
          const ids = deals.map(({ id }) => id);
          const reached = granted.ok
            ? await database.db.transaction(tenantId, (tx) =>
                reach(tx, effective, actor, granted.value, ["update", "delete"], ids, "2026-01-01T00:00:00.000Z"),
              )
            : undefined;
          for (const [index, { id }] of deals.entries()) {
            const reads = expected(effective, userId, "read", index);
            expect([index, userId, seen.has(id)]).toEqual([index, userId, reads]);
            expect([index, userId, seenParts.has(lines[index]!.id)]).toEqual([index, userId, reads]);
            cells += 2;
            for (const verb of ["update", "delete"] as const) {
              if (reached === undefined) continue;
              expect([index, userId, verb, reached.ok && reached.value(verb, id)]).toEqual([
                index,
                userId,
                verb,
                expected(effective, userId, verb, index),
              ]);
              cells += 1;
            }
          }
        }
      }),
      { numRuns: 60, seed: 7 },
    );
    expect(cells).toBeGreaterThan(10_000);
  }, 120_000);

  test("are explained as they are: every verb, whoever asks", async () => {
    const designer = actorOf(tenantId, ["designer"], { userId: "u0", by: "user:u0" });
    await fc.assert(
      fc.asyncProperty(policy, fc.integer({ min: 0, max: 3 }), async (roles, offset) => {
        const { effective, here } = acting([...roles, roleOf("designer", undefined, { design: true, allRecords: true })]);
        for (const userId of people) {
          for (let index = offset; index < deals.length; index += 4) {
            const told = await explainAccess(here, designer, "deal", deals[index]!.id, userId);
            if (!told.ok) throw new Error(JSON.stringify(told.problems));
            for (const verb of explained) {
              const { allowed, because } = told.value.verbs[verb];
              expect([index, userId, verb, allowed]).toEqual([index, userId, verb, expected(effective, userId, verb, index)]);
              // the reasons come to the verdict
              expect(because.some(({ counts }) => counts)).toBe(allowed);
            }
          }
        }
      }),
      { numRuns: 40, seed: 11 },
    );
  }, 120_000);
});
