import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, FlowDocument, TableDocument } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tableOf } from "../decisions/table.ts";
import { withTurn } from "../decisions/turn.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "../records/commands.ts";
import { flow, install, language, operator, standOn, until } from "./flows.testing.ts";
import { getRun, runHistory, type RunJson } from "./runs.ts";
import { startFlow } from "./start.ts";
import type { Worker } from "./worker.ts";

const approval = (rows: TableDocument["rows"]): TableDocument => ({
  kind: "table",
  id: "approval",
  name: "approval",
  label: "Approval",
  hit: "F",
  currency: "CNY",
  inputs: { am: { name: "amount", label: "Amount", type: "money", order: "a0" } },
  outputs: {
    wa: {
      name: "way",
      label: "Way",
      type: "enum",
      order: "a0",
      options: {
        automatic: { label: "Automatic", order: "a0" },
        manager: { label: "Manager", order: "a1" },
        board: { label: "Board", order: "a2" },
      },
    },
    da: { name: "days", label: "Days", type: "number", order: "a1" },
  },
  rows,
});
const rows: TableDocument["rows"] = {
  small: { order: "a0", cells: { am: { range: [{ from: null, to: "100.00" }] } }, out: { wa: "automatic" } },
  middle: { order: "a1", cells: { am: { range: [{ from: "100.00", to: "1000.00" }] } }, out: { wa: "manager", da: 2 } },
  large: { order: "a2", cells: { am: { range: [{ from: "1000.00", to: "5000.00" }] } }, out: { wa: "board", da: 5 } },
};
const route = (config: object, rest: object = {}): FlowDocument["steps"][string] => ({
  type: "route",
  name: "way",
  order: "a0",
  config: { table: "approval", facts: { amount: { var: "input.amount" } }, output: "way", ...config } as never,
  ...rest,
});
const left = (name: string, values: Record<string, unknown>, rest: object = {}): FlowDocument["steps"][string] => ({
  type: "pass",
  name,
  order: "a0",
  output: values as never,
  ...rest,
});

/** Small ones are done at once, middle ones go through a step of the branch, large ones to a step further on; the rest by default. */
const approving = flow("approving", {
  way: route({
    branches: {
      b_auto: { is: ["automatic"], order: "a0", goto: "done" },
      b_manager: { is: ["manager"], order: "a1" },
      b_board: { is: ["board"], order: "a2", goto: "board" },
    },
    default: {},
  }),
  manager: left("manager", { by: "manager", within: { var: "input.outputs.0.days" } }, { parent: "way", branch: "b_manager" }),
  nobody: left("nobody", { by: "nobody" }, { parent: "way", branch: "default" }),
  after: left("after", { went: "on" }, { order: "a1", end: true }),
  board: left("board", { by: "board" }, { order: "a2", end: true }),
  done: left("done", { by: "machine" }, { order: "a3" }),
});

const people = ["li", "wang", "zhao", "chen"];
const assignment: TableDocument = {
  kind: "table",
  id: "assign",
  name: "assign",
  label: "Assign",
  hit: "F",
  inputs: {
    re: { name: "region", label: "Region", type: "text", order: "a0" },
    tu: { name: "turn", label: "Turn", type: "number", order: "a1" },
    aw: { name: "away", label: "Away", type: "set", order: "a2" },
  },
  outputs: {
    am: { name: "among", label: "Among", type: "text", list: true, order: "a0" },
    to: { name: "person", label: "Person", type: "text", order: "a1" },
  },
  rows: {
    north: { order: "a0", cells: { re: { eq: "north" } }, out: { am: people, to: "head" } },
    south: { order: "a1", cells: { re: { eq: "south" } }, out: { am: ["sun", "zhou"] } },
  },
  rotation: { among: "am", to: "to", turn: "tu", away: "aw" },
};
const assigning = flow("assigning", {
  who: {
    type: "decide",
    name: "who",
    order: "a0",
    config: { table: "assign", facts: { region: { var: "input.region" }, away: { var: "input.away" } } } as never,
    output: { person: { var: "local.outputs.0.person" }, decision: { var: "local.decisionId" } },
  },
});

let database: TestDatabase;
let platform: Platform;
let worker: Worker;
beforeAll(async () => {
  database = await testDatabase();
  ({ platform, worker } = standOn(database.db, testSecret));
  await worker.start();
});
afterAll(async () => {
  await worker.stop();
  await database.drop();
});

async function tenantWith(...documents: readonly Document[]): Promise<string> {
  const tenant = await database.tenant();
  await install(platform, tenant, documents);
  return tenant;
}
async function run(tenant: string, name: string, input: Record<string, unknown>, waitSeconds = 20): Promise<RunJson> {
  const started = await startFlow(platform, operator(tenant), name, input, { waitSeconds });
  if (!started.ok) throw new Error(JSON.stringify(started.problems));
  return started.value;
}

describe("a way that a table says", () => {
  let tenant: string;
  beforeAll(async () => {
    tenant = await tenantWith(approval(rows), approving);
  });

  it.each([
    ["99.99", { by: "machine" }],
    ["100.00", { by: "manager", within: 2, went: "on" }],
    ["1000.00", { by: "board" }],
    ["5000.00", { by: "nobody", went: "on" }],
  ])("%s", async (amount, wanted) => {
    const ended = await run(tenant, "approving", { amount });
    expect(ended).toMatchObject({ status: "succeeded", output: wanted });
  });

  it("is kept in the history with the decision and the version of the table, which answers the same again", async () => {
    const ended = await run(tenant, "approving", { amount: "100.00" });
    const history = await runHistory(platform, operator(tenant), ended.id);
    if (!history.ok) throw new Error("no history");
    const [decided] = history.value.filter(({ type, step }) => type === "TaskSucceeded" && step === "way");
    expect(history.value.map(({ type, step }) => [type, step])).toEqual([
      ["ExecutionStarted", null],
      ["StepEntered", "way"],
      ["TaskScheduled", "way"],
      ["TaskSucceeded", "way"],
      ["BranchEntered", "way"],
      ["StepEntered", "manager"],
      ["StepSucceeded", "manager"],
      ["StepExited", "manager"],
      ["BranchExited", "way"],
      ["StepSucceeded", "way"],
      ["StepExited", "way"],
      ["StepEntered", "after"],
      ["StepSucceeded", "after"],
      ["StepExited", "after"],
      ["ExecutionSucceeded", null],
    ]);
    const { decisionId, version, outputs } = decided!.detail["output"] as { decisionId: string; version: string; outputs: unknown[] };
    expect(outputs).toEqual([{ way: "manager", days: 2 }]);
    const [log] = await database.db.batch(tenant, [
      { text: `select version, facts, outputs from decision where id = $1::text::uuid`, params: [decisionId] },
    ]);
    expect(log).toEqual([expect.objectContaining({ version, outputs })]);
  });

  it("follows the table that is published when it is asked, and the decision keeps to the one that was", async () => {
    const own = await tenantWith(approval(rows), approving);
    const before = await run(own, "approving", { amount: "500.00" });
    await install(platform, own, [approval({ all: { order: "a0", out: { wa: "board", da: 1 } } }), approving]);
    const after = await run(own, "approving", { amount: "500.00" });
    expect([before.output?.["by"], after.output?.["by"]]).toEqual(["manager", "board"]);
    const [log] = await database.db.batch(own, [{ text: `select distinct version from decision`, params: [] }]);
    expect(log).toHaveLength(2);
  });

  it("fails as Table.no_branch where the flow of a run knows no branch yet, which can be caught", async () => {
    const slow = (known: readonly string[]) =>
      flow("slow", {
        wait: { type: "wait", name: "wait", order: "a0", config: { seconds: 1 } as never },
        way: route(
          { branches: { known: { is: known, order: "a0", goto: "done" } } },
          { order: "a1", catch: [{ errors: ["Table.no_branch"], goto: "caught", output: { why: { var: "local.cause" } } }] },
        ),
        caught: left("caught", { caught: { var: "input.why" } }, { order: "a2", end: true }),
        done: left("done", { done: true }, { order: "a3" }),
      });
    const always = (way: string): TableDocument => ({ ...approval({}), default: { wa: way } });
    const options = (names: readonly string[], table: TableDocument): TableDocument => ({
      ...table,
      outputs: {
        wa: { ...table.outputs["wa"]!, options: Object.fromEntries(names.map((each, n) => [each, { label: each, order: `a${n}` }])) },
      },
    });
    const own = await tenantWith(options(["board"], always("board")), slow(["board"]));
    const begun = await run(own, "slow", { amount: "1.00" }, 0);
    await install(platform, own, [options(["board", "chair"], always("chair")), slow(["board", "chair"])]);
    const ended = await until("ended", async () => {
      const found = await getRun(platform, operator(own), begun.id);
      return found.ok && found.value.status !== "running" && found.value;
    });
    expect(ended.output).toMatchObject({ caught: 'The table <approval> says "chair", and no branch is for that.' });
  });
});

describe("what is wrong with a way by a table is told when it is published", () => {
  const problemsOf = (config: object, table = approval(rows), more: FlowDocument["steps"] = {}) => {
    const checked = flow("checked", { way: route(config), end: left("end", {}, { order: "a9" }), ...more });
    const parsed = language.parse("flow", checked);
    if (!parsed.ok) return parsed.problems.map(({ code, path }) => `${code} ${path.replace("/steps/way", "")}`);
    const none = new Map();
    const documents = { object: none, form: none, page: none, view: none, app: none, function: none, role: none };
    return language
      .check({ ...documents, flow: new Map([["checked", parsed.value]]), table: new Map([["approval", table]]) } as never)
      .map(({ code, path }) => `${code} ${path.replace("/flow/checked", "").replace("/steps/way", "")}`);
  };
  const to = (is: readonly unknown[], order: string, goto: string | null = "end") => ({
    is,
    order,
    ...(goto === null ? {} : { goto }),
  });
  const all = { a: to(["automatic", "manager"], "a0"), b: to(["board"], "a1") };
  const given = { ...approval(rows), default: { wa: "board" } };

  it.each([
    ["nothing, when all is well", { branches: all, default: { goto: "end" } }, undefined, []],
    ["nothing, when every option has its branch and something is always given", { branches: all }, given, []],
    [
      "a table that is not there",
      { table: "aproval", facts: {}, branches: all, default: { goto: "end" } },
      undefined,
      ["unknown_name /config/table", "unknown_name /config/output"],
    ],
    ["an output that is not there", { output: "wy", branches: {}, default: { goto: "end" } }, undefined, ["unknown_name /config/output"]],
    ["an input for an output", { output: "amount", branches: {}, default: { goto: "end" } }, undefined, ["unknown_name /config/output"]],
    [
      "an output for a fact",
      { facts: { way: "board" }, branches: all, default: { goto: "end" } },
      undefined,
      ["unknown_name /config/facts/way"],
    ],
    [
      "a branch that leads nowhere",
      { branches: { ...all, b: to(["board"], "a1", null) }, default: {} },
      undefined,
      ["invalid_document /config/branches/b", "invalid_document /config/default"],
    ],
    [
      "a value that the output never has",
      { branches: { a: to(["boss"], "a0") }, default: { goto: "end" } },
      undefined,
      ["not_an_option /config/branches/a/is/0"],
    ],
    [
      "two branches for one value",
      { branches: { a: to(["board"], "a0"), b: to(["board"], "a1") }, default: { goto: "end" } },
      undefined,
      ["name_taken /config/branches/b/is/0"],
    ],
    ["no default where an option has no branch", { branches: { a: to(["board"], "a0") } }, given, ["required /config/default"]],
    ["no default where the table may say nothing", { branches: all }, undefined, ["required /config/default"]],
    ["no default where anything may be said", { output: "days", branches: { a: to([2], "a0") } }, undefined, ["required /config/default"]],
    ["a step to go to that is not there", { branches: all, default: { goto: "and" } }, undefined, ["unknown_name /config/default/goto"]],
  ])("%s", (_, config, table, wanted) => expect(problemsOf(config, table)).toEqual(wanted));

  it("a fact that a decide step gives to an output", () => {
    const decide = { type: "decide", name: "decide", order: "a1", config: { table: "approval", facts: { days: 1 } } } as never;
    expect(problemsOf({ branches: all, default: { goto: "end" } }, undefined, { decide })).toEqual([
      "unknown_name /steps/decide/config/facts/days",
    ]);
  });
});

describe("turns", () => {
  let tenant: string;
  beforeAll(async () => {
    tenant = await tenantWith(assignment, assigning);
  });
  const counted = (given: readonly unknown[]): Record<string, number> =>
    given.reduce<Record<string, number>>((counts, each) => ({ ...counts, [String(each)]: (counts[String(each)] ?? 0) + 1 }), {});

  it("are fair among 50 who take them at once, and none is given twice", async () => {
    const own = await tenantWith(assignment, assigning);
    const runs = await Promise.all(Array.from({ length: 50 }, () => run(own, "assigning", { region: "north" })));
    expect(runs.every(({ status }) => status === "succeeded")).toBe(true);
    const counts = counted(runs.map(({ output }) => output?.["person"]));
    expect(Object.keys(counts).sort()).toEqual([...people].sort());
    expect(Math.max(...Object.values(counts)) - Math.min(...Object.values(counts))).toBeLessThanOrEqual(1);
    const [log] = await database.db.batch(own, [{ text: `select (facts->>'turn')::int as turn from decision order by 1`, params: [] }]);
    expect(log?.map(({ turn }) => turn)).toEqual(Array.from({ length: 50 }, (_, turn) => turn));
  });

  it("share out 50 records that are made at once, each written with its person; one that is refused takes no turn", async () => {
    const lead = {
      kind: "object",
      id: "lead",
      name: "lead",
      label: "Lead",
      fields: {
        region: { name: "region", label: "Region", type: "text", order: "a0", required: true },
        owner: { name: "owner", label: "Owner", type: "text", order: "a1" },
      },
    } as unknown as Document;
    const shares = flow(
      "shares",
      {
        who: {
          type: "decide",
          name: "who",
          order: "a0",
          config: { table: "assign", facts: { region: { var: "input.record.region" } } } as never,
        },
        keep: {
          type: "update_record",
          name: "keep",
          order: "a1",
          config: { object: "lead", record: { var: "input.record.id" }, values: { owner: { var: "local.outputs.0.person" } } } as never,
        },
      },
      { trigger: { object: "lead", on: "create" } },
    );
    const own = await tenantWith(lead, assignment, shares);
    const made = await Promise.all(
      Array.from({ length: 60 }, (_, n) => createRecords(platform, operator(own), "lead", [n % 6 === 5 ? {} : { region: "north" }])),
    );
    expect(made.filter(({ ok }) => ok)).toHaveLength(50);
    const owners = await until("assigned", async () => {
      const [found = []] = await database.db.batch(own, [
        { text: `select data->>'owner' as owner from records where object_id = 'lead'`, params: [] },
      ]);
      return found.every(({ owner }) => owner !== null) && found.map(({ owner }) => owner);
    });
    expect(owners).toHaveLength(50);
    expect(Object.values(counted(owners)).sort()).toEqual([12, 12, 13, 13]);
    const [taken] = await database.db.batch(own, [{ text: `select taken::int as taken from table_turn`, params: [] }]);
    expect(taken).toEqual([{ taken: 50 }]);
  });

  it("are counted for each row, pass by who is away, and are not taken where nobody is there", async () => {
    const persons = async (input: Record<string, unknown>, times: number) => {
      const given = [];
      for (let n = 0; n < times; n++) given.push((await run(tenant, "assigning", input)).output?.["person"]);
      return given;
    };
    expect(await persons({ region: "south" }, 3)).toEqual(["sun", "zhou", "sun"]);
    expect(await persons({ region: "north" }, 2)).toEqual(["li", "wang"]);
    expect(await persons({ region: "north", away: people }, 2)).toEqual(["head", "head"]);
    expect(await persons({ region: "north", away: ["li"] }, 3)).toEqual(["chen", "wang", "zhao"]);
    expect(await persons({ region: "south" }, 1)).toEqual(["zhou"]);
    expect(await persons({ region: "east" }, 1)).toEqual([undefined]);
  });

  it("that are rolled back are taken by the next", async () => {
    const own = await tenantWith(assignment);
    const effective = await platform.effectives.get(own);
    const take = (fail: boolean) =>
      database.db.transaction(own, async (tx) => {
        const facts = await withTurn(tx, effective, { tenantId: own }, "assign", { region: "south" }, "2026-03-19T06:30:00Z");
        if (fail) throw new Error("undone");
        return facts.ok && facts.value["turn"];
      });
    expect(await take(false)).toBe(0);
    await expect(take(true)).rejects.toThrow("undone");
    expect([await take(false), await take(false)]).toEqual([1, 2]);
  });

  it("that a decision was kept with give the same person again", async () => {
    const effective = await platform.effectives.get(tenant);
    const [log = []] = await database.db.batch(tenant, [
      { text: `select facts, at, outputs from decision where table_id = 'assign'`, params: [] },
    ]);
    expect(log.length).toBeGreaterThan(5);
    for (const { facts, outputs } of log) {
      const again = tableOf(effective, "assign")!.decide(facts as Record<string, unknown>);
      expect(again.ok && again.value.outputs).toEqual(outputs);
    }
  });
});
