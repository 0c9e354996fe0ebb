import {
  inOrder,
  ok,
  pointer,
  problem,
  refused,
  type Document,
  type Json,
  type ObjectDocument,
  type Problem,
  type Result,
  type TableDocument,
} from "#metadata";
import {
  boundaryPoints,
  closestRow,
  Comparison,
  decideAgain,
  isAggregate,
  lookAt,
  optionText,
  outputOf,
  questionOf,
  rowLayers,
  standingOf,
  type ChangedFacts,
  type DecisionTable,
  type OutputChange,
  type TableLook,
} from "#runtime/rules";
import type { Actor } from "../actor.ts";
import { readDraftDocuments } from "../drafts/keep-drafts.ts";
import { optionsSet } from "../drafts/options-in.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { concealerFor } from "./keep-decisions.ts";
import { loggedFacts } from "./logged-facts.ts";
import { maskOf, type Mask, type ToldFailing } from "./mask.ts";
import { askableTable, tableReady } from "./table.ts";
import type { TableVersion } from "./version.ts";

type Facts = Readonly<Record<string, unknown>>;
type JsonFacts = Readonly<Record<string, Json>>;

export interface SimulateRequest {
  /** id of the draft that is held against what is published */
  readonly draft: string;
  /** absent = stored decisions */
  readonly facts?: readonly Facts[];
  /** how many stored decisions, latest first; default 1,000 */
  readonly decisions?: number;
  /** facts at the edges of the tables' rows instead */
  readonly boundary?: true;
  /** absent = now for given facts, its own instant for a stored decision */
  readonly at?: string;
}

/** Why one side does not give what the other does. */
export interface Why {
  /** capability · deny · no_row · beaten */
  readonly stage: string;
  readonly code: string;
  /** the row that hides it, answers in its place, or came closest */
  readonly row?: string;
  readonly note?: string;
  readonly failing?: readonly ToldFailing[];
}

export interface Sample {
  /** a personal one is { personal: true } */
  readonly facts: JsonFacts;
  readonly at: string;
  /** of a stored decision */
  readonly decisionId?: string;
  readonly row: string | null;
  readonly why: Why | null;
}

export interface SimulatedOutput extends Omit<OutputChange, "samples"> {
  readonly samples: Readonly<Record<"gained" | "lost" | "ranked", readonly Sample[]>>;
}

export interface Simulation {
  readonly revision: number;
  readonly draft: string;
  /** content hashes; null: that side has no such table */
  readonly versions: { readonly published: string | null; readonly candidate: string | null };
  readonly source: "facts" | "decisions" | "boundary";
  /** facts that were decided by both */
  readonly considered: number;
  /** of those, how many come out otherwise, the order of outputs included */
  readonly changed: number;
  /** facts that one of the two can no longer read or answer */
  readonly unreadable: number;
  /** the time was over before all were looked at */
  readonly stopped: boolean;
  /** personal inputs that the log does not know well enough: what depends on those is a guess */
  readonly unsure: readonly string[];
  /** the money input that weighs; minor units */
  readonly amount: { readonly input: string; readonly currency: string; readonly considered: number } | null;
  readonly empty: { readonly published: number; readonly candidate: number };
  readonly fallback: { readonly published: number; readonly candidate: number };
  readonly outputs: readonly SimulatedOutput[];
  readonly segments: readonly {
    readonly input: string;
    readonly value: string;
    readonly considered: number;
    readonly changed: number;
    readonly gained: number;
    readonly lost: number;
  }[];
  readonly gaps: readonly { readonly facts: JsonFacts; readonly at: string; readonly publishedToo: boolean }[];
}

const mostBoundary = 20_000;
const mostOutputs = 500;
const mostSegments = 20;
/** Outputs whose samples are explained. */
const mostExplained = 40;
/** Facts of one page of the log. */
const pageSize = 2_000;
/** Most time that a simulation takes, in ms; it is done in slices, between which others have their turn. */
const mostMs = 20_000;

/** $1 tenant, $2 table, $3 before, $4 most */
const latest = `select id, facts, at, arm from decision where tenant_id = $1::uuid and table_id = $2::text and id < $3::uuid order by id desc limit $4::int`;

/** One side of a simulation. */
interface Side {
  readonly version: TableVersion;
  readonly table: DecisionTable;
}
interface Asked {
  readonly facts: Facts;
  readonly at: string;
  readonly decisionId?: string;
}

/** by database: the tenants that simulate now */
const running = new WeakMap<Platform["db"], Set<string>>();

/**
 * What a draft of a decision table would give otherwise than the published one, over the same facts at the same instants. Nothing is written. A
 * tenant has one at a time: the second is refused as overloaded. It ends with `signal`, refused.
 */
export async function simulateTable(
  platform: Platform,
  actor: Actor,
  name: string,
  request: SimulateRequest,
  signal?: AbortSignal,
): Promise<Result<Simulation>> {
  const documents = await readDraftDocuments(platform, actor, request.draft);
  if (!documents.ok) return documents;
  const tenants = running.get(platform.db) ?? new Set();
  running.set(platform.db, tenants);
  if (tenants.has(actor.tenantId)) return refused(problem("overloaded", "", "A simulation is running already; wait until it has ended."));
  tenants.add(actor.tenantId);
  try {
    return await simulate(platform, actor, name, request, documents.value, signal);
  } finally {
    tenants.delete(actor.tenantId);
  }
}

async function simulate(
  platform: Platform,
  actor: Actor,
  name: string,
  request: SimulateRequest,
  documents: readonly Document[],
  signal?: AbortSignal,
): Promise<Result<Simulation>> {
  const isGone = (): boolean => signal?.aborted === true;
  const until = performance.now() + mostMs;
  const effective = await platform.effectives.get(actor.tenantId);
  await tableReady(effective, name);
  const published = askableTable(effective, name);
  const tables = documents.filter((each): each is TableDocument => each.kind === "table");
  // a draft may rename it; a table that one side does not have gives nothing there
  const id = published?.version.document.id;
  const drafted = tables.find((each) => (id === undefined ? each.name === name : each.id === id));
  if (published === undefined && drafted === undefined) return refused(problem("not_found", "", `There is no decision table "${name}".`));
  const objects = documents.filter((each): each is ObjectDocument => each.kind === "object");
  const candidate = drafted && (await candidateOf(effective, drafted, name, objects));

  const main = (candidate ?? published!).version.document;
  const amount = amountOf(main);
  const option = main.routing === undefined ? undefined : main.outputs[main.routing.option]?.name;
  const comparison = new Comparison(published?.table, candidate?.table, {
    option,
    amount,
    segments: inOrder(main.inputs).flatMap(({ name: input, type, personal }) => (personal === true || !counted.has(type) ? [] : [input])),
  });
  const problems: Problem[] = [];
  const ids: string[] = [];
  const source = request.boundary === true ? "boundary" : request.facts === undefined ? "decisions" : "facts";
  // beside what is compiled and decided for others, in turns
  const { slices } = effective.tables;
  const run = async (asked: Iterator<Asked>): Promise<boolean> => {
    let index = -1;
    let late = false;
    await slices.run(() => {
      const next = asked.next();
      if (next.done === true) return false;
      index++;
      const { facts, at, decisionId } = next.value;
      if (decisionId !== undefined) ids.push(decisionId);
      const found = comparison.add(facts, at);
      if (found !== undefined && source === "facts" && problems.length < 100)
        problems.push(...found.map((each) => ({ ...each, path: `${pointer("facts", index)}${each.path}` })));
      late = performance.now() > until || isGone();
      return !late;
    });
    return !late;
  };

  const looks = new Map<Side, TableLook>();
  const lookOf = (side: Side): TableLook => {
    let look = looks.get(side);
    if (look === undefined) looks.set(side, (look = lookAt(side.version, effective.language.operators, side.table)));
    return look;
  };
  const sides = [published, candidate].filter((each) => each !== undefined);
  const now = new Date().toISOString();
  const unsure = new Set<string>();
  let whole: boolean;
  if (source === "facts") whole = await run(request.facts!.map((facts) => ({ facts, at: request.at ?? now })).values());
  else if (source === "boundary") whole = await run(boundaryPoints(sides.map(lookOf), request.at ?? now, mostBoundary));
  else {
    const logged = loggedFacts(
      sides.map(({ version }) => version.document),
      concealerFor(sides[0]!.version, platform.secret, actor.tenantId),
    );
    let left = request.decisions ?? 1_000;
    let before = "ffffffff-ffff-ffff-ffff-ffffffffffff";
    whole = true;
    while (left > 0 && whole) {
      const [rows = []] = await platform.db.batch(
        actor.tenantId,
        [{ text: latest, params: [actor.tenantId, main.id, before, Math.min(left, pageSize)] }],
        { readOnly: true, class: "batch" },
      );
      const page = rows.map((row) => ({
        decisionId: row["id"] as string,
        facts: row["facts"] as JsonFacts,
        at: row["at"] as string | Date,
        arm: (row["arm"] ?? null) as string | null,
      }));
      const asked = function* (): Generator<Asked> {
        for (const { decisionId, facts, at, arm } of page)
          yield { decisionId, facts: logged.read(facts, arm), at: request.at ?? new Date(at).toISOString() };
      };
      whole = await run(asked());
      if (rows.length < pageSize) break;
      left -= rows.length;
      before = page.at(-1)!.decisionId;
    }
    for (const input of logged.unsure) unsure.add(input);
  }
  if (isGone()) return gone();
  if (problems.length > 0) return refused(...problems);

  const mask = maskOf(main);
  const oldMask = published === undefined ? mask : maskOf(published.version.document);
  const tell = (facts: Facts): JsonFacts => oldMask.facts(mask.facts(facts as JsonFacts));
  const outputs = comparison.outputs(mostOutputs);
  const told: SimulatedOutput[] = [];
  let place = 0;
  await slices.run(() => {
    const output = outputs[place];
    if (output === undefined || isGone()) return false;
    const explains = place++ < mostExplained && performance.now() < until;
    const sample = (side: Side | undefined, given: ChangedFacts): Sample => ({
      facts: tell(given.facts),
      at: given.at,
      ...(ids[given.index] === undefined ? {} : { decisionId: ids[given.index]! }),
      row: given.row,
      why: side === undefined || !explains ? null : whyNot(lookOf(side), output.output, option, given, side === candidate ? mask : oldMask),
    });
    const { samples } = output;
    told.push({
      ...output,
      samples: {
        gained: samples.gained.map((each) => sample(published, each)),
        lost: samples.lost.map((each) => sample(candidate, each)),
        ranked: samples.ranked.map((each) => sample(undefined, each)),
      },
    });
    return true;
  });
  if (isGone()) return gone();
  return ok({
    revision: effective.revision,
    draft: request.draft,
    versions: { published: published?.version.hash ?? null, candidate: candidate?.version.hash ?? null },
    source,
    considered: comparison.considered,
    changed: comparison.changed,
    unreadable: comparison.unreadable,
    stopped: !whole,
    unsure: [...unsure],
    amount: amount === undefined ? null : { ...amount, considered: comparison.amount },
    empty: comparison.empty,
    fallback: comparison.fallback,
    outputs: told,
    segments: comparison.segments(mostSegments),
    gaps: comparison.gaps.map(({ facts, at, publishedToo }) => ({ facts: tell(facts), at, publishedToo })),
  });
}

/** Nobody reads it; under an Idempotency-Key nothing is kept of what is refused. */
const gone = () => refused(problem("overloaded", "", "The simulation was given up: whoever asked for it has gone."));

/** Inputs by whose values facts are counted: those with few. */
const counted: ReadonlySet<string> = new Set(["enum", "boolean", "weekday", "text", "set"]);

/** The amount by which facts weigh: the one that capabilities look at, else the first money input. */
function amountOf({ inputs, routing, currency }: TableDocument): { readonly input: string; readonly currency: string } | undefined {
  const input = inputs[routing?.facts?.amount ?? ""] ?? inOrder(inputs).find(({ type }) => type === "money");
  return input === undefined || currency === undefined ? undefined : { input: input.name, currency };
}

/** The table as the draft has it, with the options that fields have in the draft; rows that only the draft has are the tenant's. */
async function candidateOf(effective: Effective, drafted: TableDocument, name: string, objects: readonly ObjectDocument[]): Promise<Side> {
  const { language, tables } = effective;
  const version = await tables.versionSoon(drafted, {
    optionsOf: optionsSet(language, new Map(objects.map((each) => [each.name, each]))),
    bandOf: rowLayers(effective.origins("table", name)),
  });
  await tables.tableSoon(version, language.operators);
  return { version, table: tables.table(version, language.operators) };
}

/** Why a table does not give an output for facts. */
function whyNot(look: TableLook, output: JsonFacts, option: string | undefined, given: ChangedFacts, mask: Mask): Why | null {
  const names = new Set(look.inputs.map(({ name }) => name));
  const facts = Object.fromEntries(Object.entries(given.facts).filter(([name]) => names.has(name)));
  const time = Date.parse(given.at);
  const asked = questionOf(look, facts, time);
  if (option === undefined || look.table.document.routing === undefined) {
    if (isAggregate(look)) return null;
    const decided = look.table.decide(facts, { at: given.at, explain: true });
    const wanted = JSON.stringify(output);
    const near = decided.ok ? decided.value.because?.find((each) => JSON.stringify(each.output) === wanted) : undefined;
    if (near === undefined) return { stage: "no_row", code: decided.ok ? "unknown_output" : decided.problems[0]!.code };
    const beaten = near.failing.some(({ code }) => code === "earlier_row" || code === "lower_priority");
    const [failing] = near.failing;
    return {
      stage: beaten ? "beaten" : "no_row",
      code: failing?.code ?? "no_row",
      row: near.row,
      ...(near.label === undefined ? {} : { note: near.label }),
      failing: near.failing.map(mask.failing),
    };
  }
  const column = outputOf(look, option);
  const value = output[option];
  if (column === undefined || value === undefined || value === null) return null;
  const text = optionText(value);
  const standing = standingOf(look, column, text, asked, decideAgain(look, asked));
  if ("shown" in standing) return null;
  const { stage, code, row, note, failing } = mask.hidden(standing.hidden);
  if (stage !== "no_row")
    return {
      stage,
      code,
      ...(row === undefined ? {} : { row }),
      ...(note === undefined ? {} : { note }),
      ...(failing === undefined ? {} : { failing }),
    };
  const near = closestRow(look, column, text, asked);
  return near === undefined ? { stage, code } : { stage, code, ...near, failing: near.failing.map(mask.failing) };
}
