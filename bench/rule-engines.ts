/** Engines that the same rules are put to. Each answers with the places of the rules that hold; the first of them, or all. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { runInThisContext } from "node:vm";
import jsonLogic from "json-logic-js";
import { LogicEngine } from "json-logic-engine";
import { Engine as RulesEngine } from "json-rules-engine";
import { compileTable, type DecisionTable } from "#runtime/rules";
import { equal, listed, ranged, toIfChain, toJsonLogic, toTable, type Facts, type Rule } from "./payment-rules.ts";

/** What an engine gives back is read outside the time that is measured. */
export interface Asked {
  readonly first: (facts: Facts) => unknown;
  readonly all: (facts: Facts) => unknown;
  readonly readFirst: (given: any) => number;
  readonly readAll: (given: any) => readonly number[];
}
export interface Engine {
  readonly name: string;
  /** undefined: it cannot be built of so many rules */
  readonly build: (rules: readonly Rule[]) => Asked | undefined;
}

const same = <Value>(value: Value): Value => value;
const readPlaces = { readFirst: same<number>, readAll: same<readonly number[]> };
const oneByOne = (holds: readonly ((facts: Facts) => unknown)[]): Asked => ({
  first: (facts) => holds.findIndex((each) => each(facts)),
  all: (facts) => {
    const found: number[] = [];
    for (let place = 0; place < holds.length; place++) if (holds[place]!(facts)) found.push(place);
    return found;
  },
  ...readPlaces,
});

const placeOf = (id: string): number => Number(id.slice(1));
const hitsOf = (decided: ReturnType<DecisionTable["decide"]>): readonly number[] => {
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.value.hits.map(placeOf);
};

/** Our table, asked as everybody asks it: facts as a record, read and checked each time. */
const armature: Engine = {
  name: "armature",
  build(rules) {
    const [first, all] = [compileTable(toTable(rules, "F")), compileTable(toTable(rules, "C"))];
    return {
      first: (facts) => first.decide(facts as never),
      all: (facts) => all.decide(facts as never),
      readFirst: (given) => hitsOf(given)[0] ?? -1,
      readAll: hitsOf,
    };
  },
};

const ifChain: Engine = {
  name: "ifChain",
  build(rules) {
    const { first, all } = toIfChain(rules);
    return { first: runInThisContext(first), all: runInThisContext(all), ...readPlaces };
  },
};

const logicJs: Engine = {
  name: "jsonLogicJs",
  build: (rules) =>
    oneByOne(
      rules.map((rule) =>
        (
          (logic: any) => (facts: Facts) =>
            jsonLogic.apply(logic, facts)
        )(toJsonLogic(rule)),
      ),
    ),
};

/** Its two ways: compiled by its own code generation, and interpreted, which is the quicker of the two over many rules. */
const logicEngineBuilt: Engine = {
  name: "jsonLogicEngineBuilt",
  build(rules) {
    const engine = new LogicEngine();
    return oneByOne(rules.map((rule) => engine.build(toJsonLogic(rule)) as (facts: Facts) => unknown));
  },
};
const logicEngineRun: Engine = {
  name: "jsonLogicEngineRun",
  build(rules) {
    const engine = new LogicEngine();
    return oneByOne(
      rules.map((rule) =>
        (
          (logic) => (facts: Facts) =>
            engine.run(logic, facts)
        )(toJsonLogic(rule)),
      ),
    );
  },
};

/** Evaluates all rules at once, so its first is as dear as all. */
const rulesEngine: Engine = {
  name: "jsonRulesEngine",
  build(rules) {
    const engine = new RulesEngine();
    for (const [place, { when }] of rules.entries()) {
      const all: { fact: string; operator: string; value: unknown }[] = [];
      for (const name of equal) if (when[name] !== undefined) all.push({ fact: name, operator: "equal", value: when[name] });
      for (const name of listed) if (when[name] !== undefined) all.push({ fact: name, operator: "in", value: when[name] });
      for (const name of ranged) {
        const [from, to] = when[name] ?? [null, null];
        if (from !== null) all.push({ fact: name, operator: "greaterThanInclusive", value: from });
        if (to !== null) all.push({ fact: name, operator: "lessThan", value: to });
      }
      engine.addRule({ conditions: { all: all as never }, event: { type: String(place) } });
    }
    const run = async (facts: Facts): Promise<readonly number[]> =>
      (await engine.run(facts as never)).events.map(({ type }) => Number(type)).sort((a, b) => a - b);
    return { first: run, all: run, readFirst: (given: readonly number[]) => given[0] ?? -1, readAll: same };
  },
};

/** Installed on first use, apart from our own dependencies: its builds for other machines cannot all be had, and a lock file must name them. */
const zenVersion = "0.54.0";
interface Zen {
  readonly ZenEngine: new () => {
    createDecision(content: object): { evaluate(facts: Facts): Promise<{ result: { rule?: number } | { rule: number }[] }> };
  };
}
export async function zenEngine(): Promise<Engine> {
  const folder = resolve(".data/peers/zen");
  const main = join(folder, "node_modules/@gorules/zen-engine/index.js");
  if (!existsSync(main)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
    await promisify(execFile)("npm", ["install", `@gorules/zen-engine@${zenVersion}`, "--no-audit", "--no-fund"], { cwd: folder });
  }
  const { ZenEngine } = (await import(pathToFileURL(main).href)) as Zen;
  const names = [...equal, ...listed, ...ranged];
  const text = JSON.stringify;
  const place = { x: 0, y: 0 };
  const content = (rules: readonly Rule[], hitPolicy: string): object => ({
    contentType: "application/vnd.gorules.decision",
    nodes: [
      { id: "in", type: "inputNode", name: "in", position: place },
      {
        id: "table",
        type: "decisionTableNode",
        name: "table",
        position: place,
        content: {
          hitPolicy,
          inputs: names.map((name) => ({ id: name, name, field: name })),
          outputs: [{ id: "rule", name: "rule", field: "rule" }],
          rules: rules.map(({ id, when }, index) => {
            const cells: Record<string, string> = { _id: id, rule: String(index) };
            for (const name of equal) cells[name] = when[name] === undefined ? "" : text(when[name]);
            for (const name of listed) cells[name] = when[name] === undefined ? "" : when[name].map((each) => text(each)).join(",");
            for (const name of ranged) {
              const [from, to] = when[name] ?? [null, null];
              cells[name] = from !== null && to !== null ? `[${from}..${to})` : from !== null ? `>= ${from}` : to !== null ? `< ${to}` : "";
            }
            return cells;
          }),
        },
      },
      { id: "out", type: "outputNode", name: "out", position: place },
    ],
    edges: [
      { id: "e1", sourceId: "in", targetId: "table", type: "edge" },
      { id: "e2", sourceId: "table", targetId: "out", type: "edge" },
    ],
  });
  return {
    name: "zenEngine",
    build(rules) {
      const engine = new ZenEngine();
      const [first, all] = ["first", "collect"].map((policy) => engine.createDecision(content(rules, policy)));
      return {
        first: (facts) => first!.evaluate(facts),
        all: (facts) => all!.evaluate(facts),
        readFirst: (given: { result?: { rule?: number } | null }) => given.result?.rule ?? -1,
        readAll: (given: { result: { rule: number }[] }) => given.result.map(({ rule }) => rule),
      };
    },
  };
}

export const engines: readonly Engine[] = [armature, ifChain, logicJs, logicEngineBuilt, logicEngineRun, rulesEngine];
