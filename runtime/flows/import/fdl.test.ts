import { describe, expect, it } from "vitest";
import { overSuite } from "../../suites.testing.ts";
import { importFdl } from "./fdl.ts";

const errors = (imported: ReturnType<typeof importFdl>) => imported.problems.filter(({ details }) => details?.["severity"] === "error");
const lints = (imported: ReturnType<typeof importFdl>) => imported.problems.map(({ details }) => details?.["lint"]);
const flow = (steps: string) => `version: v1\ntype: flow\nsteps:\n${steps}`;

const published = [
  "ordering.yml",
  "id-card-identification.yml",
  "post-execution-child.yml",
  "post-execution-main.yml",
  "oss-batch-process.yml",
] as const;
overSuite("flows others published", "fdl", published, (suite) => {
  it("reads the ordering flow with exactly one repair, at its line", () => {
    const imported = importFdl(suite("ordering.yml"));
    expect(imported.repairs).toEqual([{ line: 35, code: "dash_without_space", message: expect.any(String) }]);
    expect(errors(imported)).toEqual([]);
    expect(Object.keys(imported.document!.steps)).toHaveLength(8);
    expect(imported.document!.timeoutSeconds).toBe(3600);
    expect(imported.document!.steps["generateInfo"]).toMatchObject({
      type: "callback",
      timeoutSeconds: 300,
      catch: [{ goto: "orderCanceled" }],
    });
    expect(imported.document!.steps["zhifubao"]).toMatchObject({ type: "call", parent: "paymentCombination", branch: "choice_1" });
    expect(imported.document!.steps["orderCompleted"]).toMatchObject({ end: true });
    expect(imported.document!.bindings!["acs:mns:::/topics/payment-fnf-demo-jiyuan/messages"]).toEqual({
      topic: "payment-fnf-demo-jiyuan",
    });
    expect(lints(imported)).toEqual(
      expect.arrayContaining(["topic_priority", "token_persisted", "account_placeholder", "no_catch", "no_retry"]),
    );
  });
  it("refuses it when asked to be strict, at the same line", () => {
    const imported = importFdl(suite("ordering.yml"), { strict: true });
    expect(imported.document).toBeUndefined();
    expect(imported.problems[0]).toMatchObject({ code: "fdl_unreadable", details: { line: 35 } });
  });
  it.each([
    ["id-card-identification.yml", []],
    ["post-execution-child.yml", []],
    ["post-execution-main.yml", ["subflow"]],
    ["oss-batch-process.yml", ["unsupported_step"]],
  ] as const)("%s needs no repair and says what does not run", (name, unsupported) => {
    const imported = importFdl(suite(name));
    expect(imported.repairs).toEqual([]);
    expect(imported.document).toBeDefined();
    expect(errors(imported).map(({ details }) => details?.["lint"])).toEqual(unsupported);
  });
});

describe("repairs", () => {
  it("reads JSON, and says so", () => {
    const imported = importFdl(JSON.stringify({ version: "v1", type: "flow", steps: [{ type: "pass", name: "a" }] }));
    expect(imported.repairs.map(({ code }) => code)).toEqual(["json"]);
    expect(errors(imported)).toEqual([]);
  });
  it("turns tabs and non-breaking spaces outside of values into spaces", () => {
    const imported = importFdl(flow("\t- type: pass\n\t  name: a\n"));
    expect(imported.repairs.map(({ code, line }) => [code, line])).toEqual([
      ["odd_spaces", 4],
      ["odd_spaces", 5],
    ]);
    expect(imported.document!.steps["a"]).toMatchObject({ type: "pass" });
  });
  it("reads !Ref as a function's address", () => {
    const imported = importFdl(flow("  - type: task\n    name: a\n    resourceArn: !Ref shop/pay\n"));
    expect(imported.repairs).toEqual([
      { line: 6, code: "reference_tag", message: expect.stringContaining("acs:fc:::services/shop/functions/pay") },
    ]);
    expect(imported.document!.steps["a"]!.config).toEqual({ resource: "acs:fc:::services/shop/functions/pay" });
  });
  it("takes a fenced block out of the text around it", () => {
    const imported = importFdl(`Here: it is: \n\`\`\`yaml\n${flow("  - type: pass\n    name: a\n")}\`\`\`\n`);
    expect(imported.repairs.map(({ code }) => code)).toEqual(["wrapping_text"]);
  });
  it("refuses what it cannot repair, with line and message", () => {
    const imported = importFdl("version: v1\ntype: flow\nsteps:\n• type: task name: a: b\n");
    expect(imported.document).toBeUndefined();
    expect(imported.problems[0]).toMatchObject({ code: "fdl_unreadable", details: { line: expect.any(Number) } });
  });
  it.each([
    "",
    "[]",
    "a",
    "- 1",
    "null",
    "version: v1",
    "{{{{",
    "a: &x [*x]",
    "steps: 1\ntype: flow",
    "? [a]: b",
    "steps: [1, null]\ntype: flow\nversion: v1",
  ])("never falls over: %j", (source) => {
    const imported = importFdl(source);
    expect(imported.problems.length).toBeGreaterThan(0);
  });
  it.each([
    ["lists in lists", "- ".repeat(100_000)],
    ["brackets in brackets", "[".repeat(100_000)],
    ["maps in maps", "{a: ".repeat(5_000)],
    ["too much text", "x".repeat(400_000)],
    ["9,000 steps", flow(Array.from({ length: 9_000 }, (_, n) => `  - {type: pass, name: s${n}}`).join("\n"))],
    ["a deep condition", flow(`  - type: choice\n    name: c\n    choices:\n      - condition: ${"(".repeat(400)}$.a${")".repeat(400)}\n`)],
  ])("refuses %s", (_, source) => {
    expect(errors(importFdl(source)).length).toBeGreaterThan(0);
  });
  it("lets nobody expand aliases or reach a prototype", () => {
    expect(importFdl("a: &a [1]\nb: [*a]\n").problems[0]!.message).toContain("aliases");
    const imported = importFdl(flow("  - type: pass\n    name: a\n    outputMappings:\n      - target: __proto__\n        source: 1\n"));
    expect(errors(imported)[0]).toMatchObject({ code: "forbidden_key" });
  });
});

describe("translation", () => {
  it("tells paths from constants by how they begin", () => {
    const imported = importFdl(
      flow(`  - type: pass
    name: a
    outputMappings:
      - {target: path, source: "$input.events[0].oss.object.key"}
      - {target: all, source: "$local[*].parts[*]"}
      - {target: whole, source: $local}
      - {target: text, source: "$inputs are dear"}
      - {target: slash, source: /}
      - {target: number, source: 100}
      - {target: list, source: []}
      - {target: slip, source: $.messageTag}
`),
    );
    expect(errors(imported)).toEqual([]);
    expect(imported.document!.steps["a"]!.output).toEqual({
      path: { var: "input.events.0.oss.object.key" },
      all: { reduce: [{ map: [{ var: "local" }, { var: "parts" }] }, { merge: [{ var: "accumulator" }, { var: "current" }] }, []] },
      whole: { var: "local" },
      text: "$inputs are dear",
      slash: "/",
      number: 100,
      list: [],
      slip: { var: "input.messageTag" },
    });
    expect(lints(imported)).toContain("bare_path");
  });
  it("refuses a goto to a step of another list", () => {
    const imported = importFdl(
      flow(`  - type: choice
    name: c
    choices:
      - condition: $.a == 1
        steps:
          - {type: pass, name: inside}
    default: {goto: inside}
`),
    );
    expect(errors(imported)[0]).toMatchObject({ code: "unknown_name", details: { line: 10 } });
  });
  it("gives a second step of a name another one, and says so", () => {
    const imported = importFdl(flow("  - {type: pass, name: a}\n  - {type: pass, name: a}\n"));
    expect(Object.keys(imported.document!.steps)).toEqual(["a", "a_2"]);
    expect(lints(imported)).toContain("name_taken");
  });
});
