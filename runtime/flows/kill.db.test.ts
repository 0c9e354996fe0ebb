import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, FlowStep, Json } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Platform } from "../platform.ts";
import { answerCallback } from "./callback.ts";
import { flow, install, operator, standOn, until } from "./flows.testing.ts";
import { startFlow } from "./start.ts";
import { materialiseTokens } from "./token.ts";
import type { Worker } from "./worker.ts";

const mark = (name: string, order: string, at: Json, rest: { end?: boolean } = {}): FlowStep => ({
  type: "create_record",
  name,
  order,
  config: { object: "mark", values: { run: { var: "context.execution.id" }, at } } as never,
  output: {},
  ...rest,
});

/** Writes 5 marks and 4 messages, sleeps 3 times, goes back twice and waits for the outside once. */
const documents = [
  {
    kind: "object",
    id: "mark",
    name: "mark",
    label: "Mark",
    fields: {
      run: { name: "run", label: "Run", type: "text", order: "a0" },
      at: { name: "at", label: "At", type: "text", order: "a1" },
    },
  },
  flow("chain", {
    first: mark("first", "a0", "first"),
    tell: { type: "publish", name: "tell", order: "a1", config: { topic: "told" }, output: {} },
    pause: { type: "wait", name: "pause", order: "a2", config: { seconds: 0.01 } },
    count: {
      type: "pass",
      name: "count",
      order: "a3",
      input: { n: { "+": [{ var: ["local.n", 0] }, 1] } },
    },
    each: mark("each", "a4", { cat: ["each ", { var: "input.n" }] }),
    again: {
      type: "choice",
      name: "again",
      order: "a5",
      config: { branches: { more: { when: { "<": [{ var: "input.n" }, 3] }, order: "a0", goto: "tell" } } },
    },
    outside: {
      type: "callback",
      name: "outside",
      order: "a6",
      config: { topic: "outside" },
      input: { token: { var: "context.task.token" } },
      output: {},
    },
    last: mark("last", "a7", "last", { end: true }),
  }),
] as unknown as Document[];
const marks = ["each 1", "each 2", "each 3", "first", "last"];

describe("a worker that dies", () => {
  let t: TestDatabase;
  let tenant: string;
  let platform: Platform;
  let worker: Worker;
  const children = new Set<ChildProcess>();

  beforeAll(async () => {
    t = await testDatabase();
    tenant = await t.tenant();
    ({ platform, worker } = standOn(t.db, testSecret, { leaseSeconds: 1, inline: 1 }));
    await install(platform, tenant, documents);
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await worker.stop();
    await t.drop();
  });

  const child = async (): Promise<ChildProcess> => {
    const started = spawn(process.execPath, [fileURLToPath(new URL("./worker.testing.ts", import.meta.url)), t.url, testSecret], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.add(started);
    started.once("exit", () => children.delete(started));
    await once(started.stdout!, "data");
    return started;
  };
  const begin = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) {
      const started = await startFlow(platform, operator(tenant), "chain", {});
      if (!started.ok) throw new Error(JSON.stringify(started.problems));
      ids.push(started.value.id);
    }
    return ids;
  };
  const query = async (text: string) => (await t.db.batch(tenant, [{ text, params: [tenant] }]))[0]!;
  const running = async () =>
    Number((await query("select count(*)::int as n from run where tenant_id = $1 and status = 'running'"))[0]!["n"]);

  /** Answers every callback that is open, each twice, as an eager outside would. */
  const answerAll = async (): Promise<void> => {
    const open = await query(
      "select o.body from outbox o join callback c on c.tenant_id = o.tenant_id and c.work_id::text = o.body->>'key' where o.tenant_id = $1 and c.used_at is null",
    );
    for (const { body } of open as { body: { message: unknown } }[]) {
      const message = (await t.db.transaction(tenant, (tx) => materialiseTokens(tx, testSecret, tenant, body.message))) as {
        token: string;
      };
      const [one, two] = await Promise.all([
        answerCallback(platform, message.token, { output: { yes: 1 } }),
        answerCallback(platform, message.token, { output: { yes: 1 } }),
      ]);
      expect(one).toEqual(two);
    }
  };

  /** Nothing lost, nothing doubled: whatever happened to the workers. */
  const isWhole = async (ids: readonly string[]): Promise<void> => {
    const runs = await query("select id, status, state->>'entered' as entered from run where tenant_id = $1 order by id");
    expect(runs.map(({ status }) => status)).toEqual(runs.map(() => "succeeded"));
    expect(runs.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]));
    // steps entered: first, three times tell pause count each again, outside, last
    expect(new Set(runs.map(({ entered }) => entered))).toEqual(new Set(["18"]));
    const events = await query("select run_id, seq, type, step from event where tenant_id = $1 order by run_id, seq");
    const records = await query("select data->>'run' as run, data->>'at' as at from records where tenant_id = $1 order by 1, 2");
    const messages = await query(
      "select topic, count(*)::int as n from outbox where tenant_id = $1 and topic in ('told', 'outside') group by topic order by topic",
    );
    for (const { id } of runs) {
      const own = events.filter(({ run_id }) => run_id === id);
      expect(own.map(({ seq }) => seq)).toEqual(own.map((_, n) => n + 1));
      const open: unknown[] = [];
      for (const { type, step } of own) {
        if (type === "StepEntered") open.push(step);
        if (type === "StepExited" || type === "StepFailed") expect(open.splice(open.lastIndexOf(step), 1)).toEqual([step]);
      }
      expect(open).toEqual([]);
      expect(own.filter(({ type }) => /^Execution(Succeeded|Failed|TimedOut|Stopped)$/.test(type as string))).toHaveLength(1);
      expect(records.filter(({ run }) => run === id).map(({ at }) => at)).toEqual(marks);
    }
    expect(messages).toEqual([
      { topic: "outside", n: runs.length },
      { topic: "told", n: runs.length * 3 },
    ]);
    expect(await query("select id, kind from work where tenant_id = $1")).toEqual([]);
  };

  it("loses and doubles nothing, however often it is killed or frozen between and within steps", async () => {
    const ids: string[] = [];
    for (let round = 0; round < 8; round++) {
      ids.push(...(await begin(6)));
      const victim = await child();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      if (round % 4 === 3) {
        // longer than its lease; meanwhile another takes over what it held
        victim.kill("SIGSTOP");
        await worker.start();
        await new Promise((resolve) => setTimeout(resolve, 1_300));
        victim.kill("SIGCONT");
        await worker.stop();
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      }
      victim.kill("SIGKILL");
      await answerAll();
    }
    await worker.start();
    await until("all ended", async () => {
      await answerAll();
      return (await running()) === 0;
    });
    await isWhole(ids);
  }, 240_000);

  it("finds its work gone when it comes back after its lease", async () => {
    let thaw = (): void => undefined;
    const frozen = new Promise<void>((resolve) => (thaw = resolve));
    let held: readonly unknown[] = [];
    const slow = standOn(
      {
        ...t.db,
        async claimWork(...claim) {
          const claimed = await t.db.claimWork(...claim);
          if (claimed.length > 0 && held.length === 0) {
            held = claimed;
            await frozen;
          }
          return claimed;
        },
      },
      testSecret,
      { leaseSeconds: 0.3, inline: 1, concurrency: 3 },
    );
    await worker.stop();
    const ids = await begin(3);
    await slow.worker.start();
    await until("claimed", async () => held.length === 3);
    await worker.start();
    await until("all ended elsewhere", async () => {
      await answerAll();
      return (await running()) === 0;
    });
    thaw();
    await until("fenced", async () => slow.worker.stats().fenced >= 3);
    await slow.worker.stop();
    await isWhole(ids);
  });

  it("gives its leases back when it is asked to stop", async () => {
    await worker.stop();
    const victim = await child();
    const ids = await begin(4);
    victim.kill("SIGTERM");
    const [said] = (await once(victim.stdout!, "data")) as [Buffer];
    expect(JSON.parse(String(said))).toMatchObject({ held: 0, faults: 0 });
    expect(await query("select id from work where tenant_id = $1 and state = 1")).toEqual([]);
    await worker.start();
    await until("all ended", async () => {
      await answerAll();
      return (await running()) === 0;
    });
    await isWhole(ids);
  });
});
