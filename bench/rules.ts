import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { operators } from "#metadata/vocabulary";
import { createHeldTables } from "#runtime";
import { compileTable } from "#runtime/rules";
import { median } from "./ground.ts";
import { holds, makeFacts, makeRules, methods, toTable, type Facts, type Rule } from "./payment-rules.ts";
import { engines, zenEngine, type Asked, type Engine } from "./rule-engines.ts";

const sizes = (process.env["BENCH_ROWS"] ?? "5,50,500,5000,20000").split(",").map(Number);
const seeds = [42, 7_919];
/** Facts that are asked in turn; slow engines are asked fewer of them. */
const factCount = 1_000;
/** How long one round of one engine is to take, in ms, and how long all of its rounds may. */
const roundMs = 10;
const engineMs = Number(process.env["BENCH_ENGINE_MS"] ?? 1_500);
const mostRounds = 25;
const only = process.env["BENCH_ENGINES"]?.split(",");

/**
 * Decision tables of payment rules beside other engines over the same rules and facts, in turn; what they answer is compared with the plain
 * meaning of the rules. Figures are µs per evaluation: the median of many short rounds, and the lowest quartile, which a busy machine moves less.
 */
export async function measureRules(): Promise<Record<string, unknown>> {
  const all = [...engines, await zenEngine()].filter(({ name }) => only === undefined || only.includes(name));
  const found: Record<string, unknown> = {};
  for (const seed of seeds) {
    for (const size of sizes) {
      const { rules, merchants } = makeRules(size, seed);
      const facts = makeFacts(factCount, merchants, seed + 1);
      found[`${size} rows, seed ${seed}`] = await besides(all, rules, facts);
    }
  }
  const { rules, merchants } = makeRules(5_000, seeds[0]!);
  for (const size of [5_000, 20_000, 50_000]) found[`built, ${size} rows`] = await built(makeRules(size, seeds[0]!).rules);
  found["explain"] = explainAll(rules, makeFacts(200, merchants, 3));
  found["simulate"] = simulate(rules, merchants);
  return found;
}

interface Times {
  readonly first: number[];
  readonly all: number[];
}

async function besides(all: readonly Engine[], rules: readonly Rule[], facts: readonly Facts[]): Promise<Record<string, unknown>> {
  const expected = facts.map((each) => rules.flatMap((rule, place) => (holds(rule, each) ? [place] : [])));
  const report: Record<string, Record<string, unknown>> = {};
  const asked: { name: string; engine: Asked; times: Times }[] = [];
  for (const { name, build } of all) {
    const begun = performance.now();
    let engine: Asked | undefined;
    try {
      engine = build(rules);
    } catch (error) {
      report[name] = { failed: String(error).slice(0, 200) };
    }
    if (engine === undefined) continue;
    report[name] = { buildMs: rounded(performance.now() - begun), ...(await compared(engine, facts, expected)) };
    asked.push({ name, engine, times: { first: [], all: [] } });
  }
  const spent = new Map<string, number>();
  for (let round = 0; round < mostRounds; round++) {
    for (const { name, engine, times } of asked) {
      const before = spent.get(name) ?? 0;
      if (round >= 3 && before > engineMs) continue;
      const begun = performance.now();
      for (const way of ["first", "all"] as const) times[way].push(await timed(engine[way], facts, round * 131));
      spent.set(name, before + performance.now() - begun);
    }
  }
  for (const { name, times } of asked) {
    report[name] = {
      ...report[name],
      firstUs: rounded(median(times.first)),
      firstQuartileUs: rounded(quartile(times.first)),
      firstLeastUs: rounded(Math.min(...times.first)),
      collectUs: rounded(median(times.all)),
      collectQuartileUs: rounded(quartile(times.all)),
      collectLeastUs: rounded(Math.min(...times.all)),
    };
  }
  return report;
}

/** How an engine answers beside what the rules mean: over all facts, or as many as a second allows. */
async function compared(
  engine: Asked,
  facts: readonly Facts[],
  expected: readonly (readonly number[])[],
): Promise<Record<string, unknown>> {
  const begun = performance.now();
  let [asked, otherwise] = [0, 0];
  for (const [index, each] of facts.entries()) {
    if (performance.now() - begun > 1_000 && asked >= 3) break;
    const wanted = expected[index]!;
    const first = engine.readFirst(await engine.first(each));
    const all = engine.readAll(await engine.all(each));
    if (first !== (wanted[0] ?? -1) || all.join() !== wanted.join()) otherwise++;
    asked++;
  }
  return otherwise === 0 ? { agrees: asked } : { agrees: asked - otherwise, answersOtherwise: otherwise };
}

/** µs per evaluation, over as many as fill a round. */
async function timed(ask: (facts: Facts) => unknown, facts: readonly Facts[], from: number): Promise<number> {
  let done = 0;
  const begun = performance.now();
  let until = begun;
  // an engine that answers later is waited for; one that answers at once is not made to wait
  const later = ask(facts[from % facts.length]!) instanceof Promise;
  const chunk = later ? 1 : 100;
  while (until - begun < roundMs) {
    for (let n = 0; n < chunk; n++, done++) {
      const given = ask(facts[(from + done) % facts.length]!);
      if (later) await given;
      else if (n === 0 && (until = performance.now()) - begun > roundMs * 5) {
        done++;
        break;
      }
    }
    until = performance.now();
  }
  // the first call of all, which told whether to wait, counts too
  return ((until - begun) * 1_000) / (done + 1);
}

const gc = (): void => {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
};
const used = (): number => {
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/**
 * A table compiled as the runtime does it: its version worked out, then its rows, then its index, in slices. How long until it can answer and
 * until its index is there; how long everything else had to wait at most; MB that it holds beside its document.
 */
async function built(rules: readonly Rule[]): Promise<Record<string, unknown>> {
  const mb = heldBy(rules);
  const times: { answersMs: number; wholeMs: number; lagMs: number }[] = [];
  for (let round = 0; round < 5; round++) {
    const document = toTable(rules, "F");
    const tables = createHeldTables();
    const lag = monitorEventLoopDelay({ resolution: 1 });
    await pause(20);
    lag.enable();
    const begun = performance.now();
    const version = await tables.versionSoon(document, { optionsOf: () => undefined, bandOf: () => undefined });
    await tables.tableSoon(version, operators);
    const answersMs = performance.now() - begun;
    const table = tables.table(version, operators);
    while (!tables.indexed(version)) await pause(1);
    const wholeMs = performance.now() - begun;
    await pause(20);
    lag.disable();
    if (!table.decide(makeFacts(1, 3, 1)[0] as never).ok) throw new Error("the table answers");
    times.push({ answersMs, wholeMs, lagMs: lag.max / 1e6 });
  }
  const of = (name: keyof (typeof times)[number]): number[] => times.map((each) => each[name]);
  return {
    rows: rules.length,
    answersMs: rounded(median(of("answersMs"))),
    wholeMs: rounded(median(of("wholeMs"))),
    lagMs: rounded(median(of("lagMs"))),
    mb,
    indexMb: rounded(compileTable(toTable(rules, "F")).bytes() / 1e6 - compileTable(toTable(rules, "F"), { index: false }).bytes() / 1e6),
  };
}

/** MB that a compiled table holds beside its document. */
function heldBy(rules: readonly Rule[]): number {
  const document = toTable(rules, "F");
  const before = used();
  const table = compileTable(document);
  const after = used();
  if (table.document !== document) throw new Error("the table is of its document");
  return rounded((after - before) / 1e6);
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Why each method that was not given was not. */
function explainAll(rules: readonly Rule[], facts: readonly Facts[]): Record<string, unknown> {
  const table = compileTable(toTable(rules, "C", { single: true }));
  const times: number[] = [];
  let told = 0;
  for (const each of facts) {
    const begun = performance.now();
    const decided = table.decide(each as never, { explain: true });
    times.push(performance.now() - begun);
    if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
    const given = new Set(decided.value.outputs.map((output) => output["methods"]));
    told += decided.value.because!.length + given.size;
  }
  if (told !== facts.length * methods.length) throw new Error("every method is given or explained");
  return { ms: rounded(median(times)), quartileMs: rounded(quartile(times)) };
}

/** A million facts through two versions of a table, as a simulation does it. */
function simulate(rules: readonly Rule[], merchants: number): Record<string, unknown> {
  const [before, after] = [compileTable(toTable(rules, "F")), compileTable(toTable(rules.slice(5), "F"))];
  const facts = makeFacts(100_000, merchants, 11);
  const begun = performance.now();
  let changed = 0;
  for (let round = 0; round < 10; round++) {
    for (const each of facts) {
      const [one, other] = [before.decide(each as never), after.decide(each as never)];
      if (!one.ok || !other.ok) throw new Error("the facts are in order");
      if (one.value.hits[0] !== other.value.hits[0]) changed++;
    }
  }
  return { facts: facts.length * 10, seconds: rounded((performance.now() - begun) / 1_000), changed };
}

const quartile = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? Number.NaN;
const rounded = (value: number): number => Number(value.toPrecision(3));
