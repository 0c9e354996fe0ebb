import { fields, operators } from "#metadata/vocabulary";
import type { FlowDocument } from "#metadata";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../step.ts";
import { steps as stepTypes } from "../steps/definitions.ts";
import { overSuite } from "../suites.testing.ts";
import { advance, type Advanced, type Effect, type Happening } from "./advance.ts";
import { compileFlow, type Flow } from "./compile.ts";
import { importFdl } from "./import/fdl.ts";
import type { HistoryEvent, RunState } from "./state.ts";

const compiled = (document: FlowDocument): Flow => {
  const result = compileFlow(document, { steps: stepTypes, fields, operators });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const flowOf = (steps: FlowDocument["steps"], rest: Partial<FlowDocument> = {}): Flow =>
  compiled({ kind: "flow", id: "f", name: "f", label: "f", steps, ...rest });

/** A run driven by hand: no database, no clock. */
class Hand {
  readonly flow: Flow;
  state: RunState | null = null;
  nextEvent = 1;
  readonly events: HistoryEvent[] = [];
  readonly happenings: Happening[] = [];
  effects: readonly Effect[] = [];
  constructor(flow: Flow) {
    this.flow = flow;
  }
  now(happening: Happening): this {
    const before = JSON.stringify(this.state);
    const advanced: Advanced = advance(this.flow, this.state, happening, this.at());
    expect(JSON.stringify(this.state)).toBe(before);
    this.happenings.push(happening);
    this.events.push(...advanced.events);
    this.state = JSON.parse(JSON.stringify(advanced.state)) as RunState;
    this.nextEvent = advanced.nextEvent;
    this.effects = advanced.effects;
    return this;
  }
  at = () => ({ now: "2026-01-01T00:00:00.000Z", tenantId: "t", runId: "r", name: "n", revision: 1, nextEvent: this.nextEvent });
  does = (outcome: Outcome): this => this.now({ kind: "outcome", outcome });
  start = (input: Record<string, unknown> = {}): this => this.now({ kind: "start", flow: "h", input });
  get step(): string | undefined {
    return this.state?.at ? this.flow.steps.get(this.state.at.step)!.name : undefined;
  }
  get finish() {
    return this.effects.find((effect) => effect.kind === "finish");
  }
  of = (type: string) => this.events.filter((event) => event.type === type).map(({ step }) => step);
}

/** Each entry of a step is closed once, and seqs are dense. */
function isWhole({ events }: Hand): void {
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
  const open: (string | null)[] = [];
  for (const { type, step } of events) {
    if (type === "StepEntered") open.push(step);
    if (type === "StepExited" || type === "StepFailed") expect(open.splice(open.lastIndexOf(step), 1)).toEqual([step]);
  }
  expect(open).toEqual([]);
}

const callback: Outcome = { wait: { callback: {} } };

overSuite("the ordering flow as it was published", "fdl", ["ordering.yml"], (suite) => {
  const ordering = () => new Hand(compiled(importFdl(suite("ordering.yml")).document!));
  const input = { products: ["p"], supplier: "haidilao", orderNum: "o1", address: "a" };
  const paid = () =>
    ordering()
      .start(input)
      .does(callback)
      .now({ kind: "answer", output: { orderNum: "o1", paymentcombination: "zhifubao,weixin" } })
      .does(callback);

  it("goes the happy way with the locals of the specification", () => {
    const run = ordering().start(input);
    expect(run.step).toBe("generateInfo");
    const firstToken = { $token: run.state!.at!.wait };
    expect(run.state!.at!.input).toEqual({ taskToken: firstToken, ...input, type: "generateInfo" });
    run.does(callback);
    expect(run.effects).toMatchObject([{ kind: "await", timeoutSeconds: 300 }]);
    run.now({ kind: "answer", output: { orderNum: "o1", paymentcombination: "zhifubao,weixin", more: 1 } });
    expect(run.state!.frames[0]!.local).toEqual({ paymentcombination: "zhifubao,weixin", orderNum: "o1" });

    expect(run.step).toBe("payment");
    const taskToken = { $token: run.state!.at!.wait };
    expect(taskToken).not.toEqual(firstToken);
    expect(run.state!.at!.input).toEqual({ taskToken, orderNum: "o1", paymentcombination: "zhifubao,weixin", type: "payment" });
    run.does(callback).now({ kind: "answer", output: { orderNum: "o1", paymentMethod: "zhifubao", price: "100" } });
    const left = { paymentMethod: "zhifubao", orderNum: "o1", price: "100", taskToken };
    expect(run.state!.frames[0]!.local).toEqual({ paymentcombination: "zhifubao,weixin", ...left });

    expect(run.step).toBe("paymentCombination");
    expect(run.state!.at!.input).toEqual(left);
    run.does({ enter: "choice_1" });
    expect(run.step).toBe("zhifubao");
    expect(run.state!.at!.input).toEqual(left);
    run.does({ done: { Status: "ok" } });

    expect(run.step).toBe("orderCompleted");
    expect(run.state!.at!.input).toEqual({ ...input, ...left, paymentcombination: "zhifubao,weixin", Status: "ok" });
    expect(Object.keys(run.state!.at!.input)).toHaveLength(9);
    run.does({ done: {} });
    expect(run.finish).toMatchObject({
      status: "succeeded",
      outcome: null,
      output: { ...left, paymentcombination: "zhifubao,weixin", Status: "ok" },
    });
    expect(run.of("StepEntered")).toEqual(["generateInfo", "payment", "paymentCombination", "zhifubao", "orderCompleted"]);
    isWhole(run);
  });

  it.each([
    ["the first", () => ordering().start(input).does(callback)],
    ["the second", paid],
  ])("ends succeeded and cancelled when %s callback is late", (_, begun) => {
    const run = begun().now({ kind: "late" });
    expect(run.of("TaskTimedOut")).toHaveLength(1);
    expect(run.step).toBe("orderCanceled");
    expect(run.effects[0]).toMatchObject({ kind: "drop" });
    run.does({ done: {} });
    expect(run.finish).toMatchObject({ status: "succeeded", outcome: "cancelled" });
    isWhole(run);
  });

  it("goes to orderCanceled for a method that no branch knows", () => {
    const run = paid()
      .now({ kind: "answer", output: { orderNum: "o1", paymentMethod: "jingdong", price: "1" } })
      .does({ enter: "default" });
    expect(run.step).toBe("orderCanceled");
    isWhole(run.does({ done: {} }));
  });

  it("fails when a callback reports an error that nothing catches", () => {
    const run = paid().now({ kind: "refusal", error: "X", cause: "why" });
    expect(run.finish).toMatchObject({ status: "failed", error: "X", cause: "why" });
    isWhole(run);
  });

  it("gives the same history again from the same happenings", () => {
    const run = paid()
      .now({ kind: "answer", output: { orderNum: "o1", paymentMethod: "weixin", price: "1" } })
      .does({ enter: "choice_2" })
      .does({ done: { Status: "ok" } })
      .does({ done: {} });
    const again = run.happenings.reduce((hand, happening) => hand.now(happening), ordering());
    expect(again.events).toEqual(run.events);
    expect(again.state).toEqual(run.state);
  });
});

describe("advance", () => {
  const call = { type: "call", config: { function: "x" } };

  it("tries again by the first policy that matches, each with its own count and growing pauses, then catches", () => {
    const run = new Hand(
      flowOf({
        a: {
          ...call,
          name: "a",
          order: "a0",
          retry: [
            { errors: ["E1"], maxAttempts: 2, intervalSeconds: 3, multiplier: 2 },
            { errors: ["FnF.ALL"], maxAttempts: 1 },
          ],
          catch: [{ errors: ["FnF.ALL"], goto: "c", output: { why: { var: "local.error" } } }],
        },
        b: { ...call, name: "b", order: "a1" },
        c: { ...call, name: "c", order: "a2" },
      }),
    );
    const failed = (code: string): Outcome => ({ failed: { code, message: "" } });
    run.start();
    const waits = new Set([run.state!.at!.wait]);
    run.does(failed("E1"));
    expect(run.effects).toMatchObject([{ kind: "retry", seconds: 3 }]);
    run.now({ kind: "again" });
    waits.add(run.state!.at!.wait);
    run.does(failed("E1"));
    expect(run.effects).toMatchObject([{ kind: "retry", seconds: 6 }]);
    run.now({ kind: "again" }).does(failed("E2"));
    expect(run.effects).toMatchObject([{ kind: "retry", seconds: 1 }]);
    run.now({ kind: "again" }).does(failed("E1"));
    expect(run.step).toBe("c");
    expect(run.state!.at!.input).toEqual({ why: "E1" });
    expect(waits.size).toBe(2);
    expect(run.of("TaskFailed")).toHaveLength(4);
    isWhole(run.does({ done: {} }));
  });

  it("lays what steps leave over the input of the next, and leaves out targets without a source", () => {
    const run = new Hand(
      flowOf({
        a: { ...call, name: "a", order: "a0", output: { x: { var: "local.n" }, y: { var: "local.none" } } },
        b: { ...call, name: "b", order: "a1" },
      }),
    );
    run.start({ x: 0, z: 9 }).does({ done: { n: 5 } });
    expect(run.state!.at!.input).toEqual({ x: 5, z: 9 });
  });

  it("ends the whole run from inside a branch, and closes the branch in the history", () => {
    const run = new Hand(
      flowOf({
        c: { type: "choice", name: "c", order: "a0", config: { branches: { one: { when: true, order: "a0" } } } },
        s: { type: "succeed", name: "s", order: "a0", parent: "c", branch: "one", config: { outcome: "early" } },
        z: { ...call, name: "z", order: "a1" },
      }),
    );
    run
      .start()
      .does({ enter: "one" })
      .does({ end: { outcome: "early" } });
    expect(run.finish).toMatchObject({ status: "succeeded", outcome: "early" });
    expect(run.of("BranchExited")).toEqual(["c"]);
    isWhole(run);
  });

  it("runs the branch's steps first and its goto after; no branch and no default goes on", () => {
    const flow = flowOf({
      c: { type: "choice", name: "c", order: "a0", config: { branches: { one: { when: true, order: "a0", goto: "z" } } } },
      in: { ...call, name: "in", order: "a0", parent: "c", branch: "one" },
      y: { ...call, name: "y", order: "a1" },
      z: { ...call, name: "z", order: "a2" },
    });
    expect(new Hand(flow).start().does({ enter: "one" }).does({ done: {} }).step).toBe("z");
    expect(new Hand(flow).start().does({ enter: "default" }).step).toBe("y");
  });

  it("stops a loop that never ends", () => {
    const run = new Hand(flowOf({ a: { type: "choice", name: "a", order: "a0", config: { branches: {}, default: { goto: "a" } } } }));
    run.start();
    for (let n = 0; n < 6_000 && run.finish === undefined; n++) run.does({ enter: "default" });
    expect(run.finish).toMatchObject({ status: "failed", error: "FnF.StepLimitExceeded" });
    isWhole(run);
  });

  it("can be taken up again at the failed step, deep inside, with what earlier steps left", () => {
    const run = new Hand(
      flowOf({
        a: { ...call, name: "a", order: "a0" },
        c: { type: "choice", name: "c", order: "a1", config: { branches: { one: { when: true, order: "a0" } } } },
        in: { ...call, name: "in", order: "a0", parent: "c", branch: "one" },
      }),
    );
    run
      .start()
      .does({ done: { kept: 1 } })
      .does({ enter: "one" })
      .does({ failed: { code: "E", message: "" } });
    expect(run.finish).toMatchObject({ status: "failed" });
    isWhole(run);
    run.now({ kind: "redrive" });
    expect(run.step).toBe("in");
    expect(run.state!.at!.input).toEqual({ kept: 1 });
    run.does({ done: { more: 2 } });
    expect(run.finish).toMatchObject({ status: "succeeded", output: { kept: 1, more: 2 } });
    isWhole(run);
  });

  it("drops the wait of a run that is stopped or takes too long", () => {
    const waiting = () =>
      new Hand(flowOf({ a: { type: "callback", name: "a", order: "a0", config: { topic: "t" } } })).start().does(callback);
    for (const happening of [{ kind: "expired" }, { kind: "cancel", error: "e", cause: "c" }] as const) {
      const run = waiting();
      const wait = run.state!.at!.wait;
      run.now(happening);
      expect(run.effects).toMatchObject([
        { kind: "drop", wait },
        { kind: "finish", status: happening.kind === "expired" ? "timedOut" : "cancelled" },
      ]);
      isWhole(run);
    }
  });
});

describe("compileFlow", () => {
  const problemsOf = (steps: FlowDocument["steps"]) => {
    const result = compileFlow({ kind: "flow", id: "f", name: "f", label: "f", steps }, { steps: stepTypes, fields, operators });
    return result.ok ? [] : result.problems.map(({ code, path }) => [code, path]);
  };
  it("names everything that is wrong at once", () => {
    expect(
      problemsOf({
        a: { type: "pass", name: "a", order: "a0", catch: [{ errors: ["FnF.ALL"], goto: "nowhere" }] },
        b: { type: "unheard", name: "a", order: "a1" },
        c: { type: "choice", name: "c", order: "a2", parent: "d", branch: "x", config: { branches: {} } },
        d: { type: "choice", name: "d", order: "a3", parent: "c", branch: "default", config: { branches: {} } },
        e: { type: "publish", name: "e", order: "a4", config: { topics: 1 } },
        f: { type: "pass", name: "f", order: "a5", output: { x: { nonsense: 1 } } },
      }),
    ).toEqual(
      expect.arrayContaining([
        ["unknown_name", "/steps/a/catch/0/goto"],
        ["name_taken", "/steps/b/name"],
        ["unknown_name", "/steps/b/type"],
        ["unknown_name", "/steps/c/branch"],
        ["invalid_document", "/steps/c/parent"],
        ["invalid_document", "/steps/d/parent"],
        ["invalid_document", "/steps/e/config/topic"],
        ["unknown_operator", "/steps/f/output/x/nonsense"],
      ]),
    );
  });
  it("refuses to go to a step that is no neighbour", () => {
    expect(
      problemsOf({
        c: { type: "choice", name: "c", order: "a0", config: { branches: {}, default: { goto: "in" } } },
        in: { type: "pass", name: "in", order: "a0", parent: "c", branch: "default" },
      }),
    ).toEqual([["invalid_document", "/steps/c/config"]]);
  });
});
