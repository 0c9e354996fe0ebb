import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { FlowDocument, Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import { writeBatch } from "../batch/write-batch.ts";
import type { Effective } from "../effective/effective.ts";
import { writeEach } from "../jobs/write-each.ts";
import type { Platform } from "../platform.ts";
import type { Execution, Outcome } from "../step.ts";
import { executeCreateRecord } from "../steps/create_record/execute.ts";
import { executeUpdateRecord } from "../steps/update_record/execute.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "./commands.ts";
import { recordHistory } from "./history.ts";
import { listRecords } from "./run.ts";
import { actorOf, effectiveOf, objectOf, platformOf } from "./testing.ts";
import { updateMany } from "./write.ts";

const states = ["new", "open", "closed"];
const documents = [
  objectOf(
    "ticket",
    {
      title: { type: "text", required: true, indexed: true },
      code: { type: "text", unique: true },
      status: {
        type: "select",
        config: { options: Object.fromEntries(states.map((name, index) => [name, { label: name, order: `a${index}` }])) },
        default: "new",
      },
      points: { type: "number", indexed: true, default: 0 },
    },
    {
      validations: {
        least: { order: "a0", rule: { ">=": [{ var: "points" }, 0] }, message: "Not below zero", field: "points" },
      },
      states: {
        field: "status",
        initial: ["new"],
        transitions: { open: { order: "a0", from: ["new"], to: "open" }, close: { order: "a1", from: ["open"], to: "closed" } },
      },
    },
  ),
];

let database: TestDatabase;
let platform: Platform;
let effective: Effective;
let actor: Actor;

beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  effective = effectiveOf(tenantId, documents);
  platform = platformOf(database, effective);
  actor = actorOf(tenantId);
});
afterAll(() => database.drop());

type Values = Record<string, unknown>;
/** What a change came to: the codes of what is wrong, nothing when it went through. */
type Came = Promise<readonly string[]>;

const jobId = "019b0000-0000-7000-8000-00000000000a";
const codes = (problems: readonly Problem[] | undefined) => [...new Set((problems ?? []).map(({ code }) => code as string))].sort();
const came = (result: { ok: boolean; problems?: readonly Problem[] }) => (result.ok ? [] : codes(result.problems));
const flow = { get actor(): Actor { return { ...actor, userId: null, by: "flow:019b0000-0000-7000-8000-000000000001", unrestricted: true } } }; // prettier-ignore

/** A step as the engine carries it out; its expressions are plain values. */
async function step(carryOut: (execution: Execution<any>) => Outcome | Promise<Outcome>, config: object): Came {
  return platform.db.transaction(actor.tenantId, async (tx) => {
    const execution = { config, tx, effective, actor: flow.actor, evaluate: (logic: unknown) => logic } as unknown as Execution;
    const outcome = await carryOut({ ...execution, document: {} as FlowDocument });
    return "failed" in outcome ? [outcome.failed.code.replace(/^Record\./, "")] : [];
  });
}

interface Path {
  readonly name: string;
  readonly make?: (values: Values) => Came;
  readonly change?: (id: string, values: Values) => Came;
}

/** Every way in which a record is written. A new way adds its line here. */
const paths: readonly Path[] = [
  {
    name: "one record over the API",
    make: async (values) => came(await createRecords(platform, actor, "ticket", [values])),
    change: async (id, values) => came(await updateRecord(platform, actor, "ticket", id, values)),
  },
  {
    name: "many records over the API",
    make: async (values) => came(await createRecords(platform, actor, "ticket", [values, { title: "beside it" }])),
  },
  {
    name: "many changes in one transaction",
    change: async (id, values) =>
      platform.db.transaction(actor.tenantId, async (tx) => {
        const wrote = await updateMany(tx, effective, actor, "ticket", [{ id, values }], { outcome: "each" });
        return wrote.ok ? came(wrote.value.outcomes[0]!) : came(wrote);
      }),
  },
  {
    name: "a batch across objects",
    make: async (values) => came(await writeBatch(platform, actor, [{ act: "create", object: "ticket", values }])),
    change: async (id, values) => came(await writeBatch(platform, actor, [{ act: "update", object: "ticket", id, values }])),
  },
  {
    name: "jobs: imports, bulk changes, undoing",
    make: (values) =>
      platform.db.transaction(actor.tenantId, async (tx) =>
        codes((await writeEach(tx, effective, actor, [{ act: "create", object: "ticket", values }], jobId)).refused[0]),
      ),
    change: (id, values) =>
      platform.db.transaction(actor.tenantId, async (tx) =>
        codes((await writeEach(tx, effective, actor, [{ act: "update", object: "ticket", id, values }], jobId)).refused[0]),
      ),
  },
  {
    name: "a flow's step",
    make: (values) => step(executeCreateRecord, { object: "ticket", values }),
    change: (id, values) => step(executeUpdateRecord, { object: "ticket", record: id, values }),
  },
];

let count = 0;
const fresh = () => `c${++count}`;
const given = async (values: Values = {}) => {
  const made = await createRecords(platform, actor, "ticket", [{ title: "standing", code: fresh(), ...values }]);
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value[0]!;
};
const found = async (field: string, value: unknown) => {
  const page = await listRecords(platform, actor, "ticket", { filter: { "===": [{ var: field }, value as string] } });
  return page.ok ? page.value.data : [];
};
const told = async (id: string) =>
  (await database.owner`select topic from outbox where body ->> 'id' = ${id} order by id`).map((row) => row["topic"] as string);
const history = async (id: string) => {
  const entries = await recordHistory(platform, actor, "ticket", id);
  return entries.ok ? entries.value.map(({ act, version }) => `${act} ${version}`) : [];
};

describe.each(paths.filter(({ make }) => make !== undefined))("made by: $name", ({ make }) => {
  test("validations, required fields, first states and unique values hold", async () => {
    const { code } = await given();
    expect(await make!({ title: "x", points: -1 })).toEqual(["invalid"]);
    expect(await make!({ points: 1 })).toEqual(["required"]);
    expect(await make!({ title: "x", status: "closed" })).toEqual(["transition_not_allowed"]);
    expect(await make!({ title: "x", code })).toEqual(["duplicate_value"]);
    expect(await make!({ title: 7 })).toContain("wrong_type");
    expect(await make!({ title: "x", nothing: 1 })).toContain("unknown_field");
  });

  test("history, event, index slots and unique value are kept", async () => {
    const title = `made ${fresh()}`;
    const code = fresh();
    expect(await make!({ title, code, points: 3 })).toEqual([]);
    const [record] = await found("title", title);
    expect(record).toMatchObject({ code, status: "new", points: 3, version: 1 });
    expect(await history(record!.id)).toEqual(["create 1"]);
    expect(await told(record!.id)).toEqual(["record.created"]);
    expect(await make!({ title: "again", code })).toEqual(["duplicate_value"]);
  });
});

describe.each(paths.filter(({ change }) => change !== undefined))("changed by: $name", ({ change }) => {
  test("validations, required fields, the order of states and unique values hold", async () => {
    const [{ code }, { id }] = [await given(), await given()];
    expect(await change!(id, { points: -1 })).toEqual(["invalid"]);
    expect(await change!(id, { title: null })).toEqual(["required"]);
    expect(await change!(id, { status: "closed" })).toEqual(["transition_not_allowed"]);
    expect(await change!(id, { status: null })).toEqual(["transition_not_allowed"]);
    expect(await change!(id, { code })).toEqual(["duplicate_value"]);
    expect(await history(id)).toEqual(["create 1"]);
  });

  test("history, event, index slots and unique value are kept", async () => {
    const { id, code } = await given();
    const title = `changed ${fresh()}`;
    const next = fresh();
    expect(await change!(id, { title, code: next, status: "open" })).toEqual([]);
    expect(await found("title", title)).toMatchObject([{ id, version: 2, status: "open" }]);
    expect(await history(id)).toEqual(["update 2", "create 1"]);
    expect(await told(id)).toEqual(["record.created", "record.updated"]);
    // what it had is free, what it has is not
    await given({ code });
    expect(came(await createRecords(platform, actor, "ticket", [{ title: "x", code: next }]))).toEqual(["duplicate_value"]);
  });
});

describe("brought back", () => {
  test("a record has to be one that may stand, and its history and event are kept", async () => {
    const { id, code } = await given({ points: 1 });
    expect(came(await deleteRecord(platform, actor, "ticket", id))).toEqual([]);
    const other = await given({ code });
    expect(came(await restoreRecord(platform, actor, "ticket", id))).toEqual(["duplicate_value"]);
    expect(came(await deleteRecord(platform, actor, "ticket", other.id))).toEqual([]);
    await database.owner`update records set data = jsonb_set(data, '{f_points}', '-1') where id = ${id}`;
    expect(came(await restoreRecord(platform, actor, "ticket", id))).toEqual(["invalid"]);
    await database.owner`update records set data = jsonb_set(data, '{f_points}', '4') where id = ${id}`;
    expect(came(await restoreRecord(platform, actor, "ticket", id))).toEqual([]);
    expect(await history(id)).toEqual(["restore 3", "delete 2", "create 1"]);
    expect(await told(id)).toEqual(["record.created", "record.deleted", "record.restored"]);
    expect(came(await createRecords(platform, actor, "ticket", [{ title: "x", code }]))).toEqual(["duplicate_value"]);
  });
});
