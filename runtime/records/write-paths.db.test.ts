import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { FlowDocument, Json, Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import { writeBatch } from "../batch/write-batch.ts";
import type { Effective } from "../effective/effective.ts";
import { createLocalStore } from "../files/local-store.ts";
import { formula, refers, rollUp } from "../formulas/testing.ts";
import { flow as flowOf } from "../flows/flows.testing.ts";
import { startImport } from "../import/start-import.ts";
import { uploadImport } from "../import/upload.ts";
import type { Job } from "../jobs/job.ts";
import { listJobRows, undoJob } from "../jobs/jobs.ts";
import { begin, ended, install, member, standOn } from "../jobs/jobs.testing.ts";
import type { JobRunner } from "../jobs/run-jobs.ts";
import { writeEach } from "../jobs/write-each.ts";
import type { Platform } from "../platform.ts";
import type { Execution, Outcome } from "../step.ts";
import { executeCreateRecord } from "../steps/create_record/execute.ts";
import { executeUpdateRecord } from "../steps/update_record/execute.ts";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "./commands.ts";
import { recordHistory } from "./history.ts";
import { listRecords } from "./run.ts";
import { objectOf, roleOf } from "./testing.ts";
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
      board: refers("board"),
      twice: { ...formula({ "*": [{ var: "points" }, 2] }, "number"), indexed: true },
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
  objectOf("board", {
    name: { type: "text" },
    tickets: { type: "line_items", config: { object: "ticket", by: "board" } },
    points: { ...rollUp("ticket", "board", "sum", "points"), indexed: true },
  }),
  flowOf("told", { end: { name: "end", type: "succeed", order: "a0", config: {} } }, { trigger: { object: "board", on: "update" } }),
  roleOf("all", {
    ticket: { read: true, create: true, update: true, delete: true },
    board: { read: true, create: true, update: true, delete: true },
  }),
];

let database: TestDatabase;
let platform: Platform;
let runner: JobRunner;
let effective: Effective;
let actor: Actor;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  const tenantId = await database.tenant();
  folder = await mkdtemp(join(tmpdir(), "armature-paths-"));
  ({ platform, runner } = standOn(database.db, testSecret, {}, { files: createLocalStore(folder) }));
  await install(platform, tenantId, documents);
  effective = await platform.effectives.get(tenantId);
  actor = await member(database.db, tenantId, "all");
  await runner.start();
});
afterAll(async () => {
  await runner.stop();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

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

/** What the one row of a job came to. */
async function carried(job: Job): Came {
  const end = await ended(platform, actor, job.id);
  const rows = await listJobRows(platform, actor, job.id);
  return end.state === "succeeded" && rows.ok ? codes(rows.value.data.flatMap(({ problems }) => problems)) : codes(end.problems);
}

/** A file of one row. */
async function imported(values: Values, how: Partial<Parameters<typeof startImport>[3]> = {}): Came {
  const cell = (value: unknown) => (value === null ? "" : `"${String(value)}"`);
  const file = Buffer.from(`${Object.keys(values).join(",")}\n${Object.values(values).map(cell).join(",")}\n`);
  const source = (async function* () {
    yield new Uint8Array(file);
  })();
  const preview = await uploadImport(platform, actor, "ticket", { name: "ticket.csv", source });
  if (!preview.ok) return codes(preview.problems);
  const mapping = Object.fromEntries(Object.keys(values).map((name, column) => [String(column), name]));
  const started = await startImport(platform, actor, preview.value.id, { mapping, rows: 1, ...how });
  return started.ok ? carried(started.value) : codes(started.problems);
}

interface Path {
  readonly name: string;
  /** values come as texts: there is no wrong type of a text */
  readonly texts?: true;
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
    name: "lines that come with their record",
    make: async (values) => came(await createRecords(platform, actor, "board", [{ name: "b", tickets: [values] }])),
    change: async (id, values) => {
      const board = await createRecords(platform, actor, "board", [{ name: "b" }]);
      if (!board.ok) return came(board);
      const whole = board.value[0]!.id;
      await database.owner`update records set data = data || jsonb_build_object('f_board', ${whole}::text) where id = ${id}`;
      return came(await updateRecord(platform, actor, "board", whole, { tickets: [{ id, ...values }] }));
    },
  },
  {
    name: "an import, and one that changes what it finds",
    texts: true,
    make: (values) => imported(values),
    change: (id, values) => imported({ id, ...values }, { mode: "update", match: ["id"], emptyClears: true }),
  },
  {
    name: "a change in bulk",
    change: async (id, values) =>
      carried(await begin(platform, actor, "bulk_update", { object: "ticket", ids: [id], values: values as Json })),
  },
  {
    name: "what every job writes by",
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

describe.each(paths.filter(({ make }) => make !== undefined))("made by: $name", ({ make, texts }) => {
  test("validations, required fields, first states and unique values hold", async () => {
    const { code } = await given();
    expect(await make!({ title: "x", points: -1 })).toEqual(["invalid"]);
    expect(await make!({ points: 1 })).toEqual(["required"]);
    expect(await make!({ title: "x", status: "closed" })).toEqual(["transition_not_allowed"]);
    expect(await make!({ title: "x", code })).toEqual(["duplicate_value"]);
    if (texts !== true) expect(await make!({ title: 7 })).toContain("wrong_type");
    expect(await make!({ title: "x", points: "many" })).toContain("wrong_type");
    expect(await make!({ title: "x", nothing: 1 })).toContain("unknown_field");
  });

  test("history, event, index slots and unique value are kept", async () => {
    const title = `made ${fresh()}`;
    const code = fresh();
    expect(await make!({ title, code, points: 3 })).toEqual([]);
    const [record] = await found("title", title);
    expect(record).toMatchObject({ code, status: "new", points: 3, twice: 6, version: 1 });
    expect((await found("twice", 6)).map(({ id }) => id)).toContain(record!.id);
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

describe("given back by the undoing of a job", () => {
  test("what may no longer stand is refused; history and event are kept", async () => {
    const [first, second] = [await given({ points: 1 }), await given({ points: 1 })];
    const ids = [first.id, second.id];
    const bulk = async (values: Json): Promise<Job> => begin(platform, actor, "bulk_update", { object: "ticket", ids, values });
    const job = await bulk({ status: "open", points: 5 });
    expect(await carried(job)).toEqual([]);
    // one of them has gone on meanwhile, and may not go back
    expect(came(await updateRecord(platform, actor, "ticket", second.id, { status: "closed" }))).toEqual([]);
    const undone = await undoJob(platform, actor, job.id);
    if (!undone.ok) throw new Error(JSON.stringify(undone.problems));
    expect(await carried(undone.value)).not.toEqual([]);
    const [one] = await found("code", first["code"]);
    expect(one).toMatchObject({ points: 5, status: "open" });
    // of the other what nobody has changed since is given back
    expect(await found("code", second["code"])).toMatchObject([{ points: 1, status: "closed" }]);
    expect(await told(second.id)).toHaveLength(4);

    const plain = await bulk({ points: 9 });
    expect(await carried(plain)).toEqual([]);
    const back = await undoJob(platform, actor, plain.id);
    if (!back.ok) throw new Error(JSON.stringify(back.problems));
    expect(await carried(back.value)).toEqual([]);
    expect(await found("code", first["code"])).toMatchObject([{ points: 5, twice: 10 }]);
    expect(await history(first.id)).toEqual(["update 4", "update 3", "update 2", "create 1"]);
    expect(await told(first.id)).toHaveLength(4);
  });
});

describe("what follows from what was written", () => {
  test("has a history, an event, an index slot and its flows as well", async () => {
    const board = await createRecords(platform, actor, "board", [{ name: fresh() }]);
    const { id } = board.ok ? board.value[0]! : { id: "" };
    await given({ board: id, points: 41 });
    const listed = await listRecords(platform, actor, "board", { filter: { "===": [{ var: "points" }, 41] } });
    expect(listed.ok && listed.value.data).toMatchObject([{ id, version: 2 }]);
    const entries = await recordHistory(platform, actor, "board", id);
    expect(entries.ok && entries.value.map(({ act, version }) => `${act} ${version}`)).toEqual(["derive 2", "create 1"]);
    expect(await told(id)).toEqual(["record.created", "record.updated"]);
    expect(await database.owner`select name from run where record_id = ${id}`).toMatchObject([{ name: `update:${id}:2` }]);
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
    await database.owner`update records set data = data || '{"f_points": 4, "f_twice": 8}' where id = ${id}`;
    expect(came(await restoreRecord(platform, actor, "ticket", id))).toEqual([]);
    expect(await history(id)).toEqual(["restore 3", "delete 2", "create 1"]);
    expect(await told(id)).toEqual(["record.created", "record.deleted", "record.restored"]);
    expect(came(await createRecords(platform, actor, "ticket", [{ title: "x", code }]))).toEqual(["duplicate_value"]);
  });
});
