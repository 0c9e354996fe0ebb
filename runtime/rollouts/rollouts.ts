import { canonicalJson, ok, problem, refused, type Json, type Result } from "#metadata";
import { parts } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import { personalNow, tableNow } from "../decisions/log.ts";
import { personal } from "../decisions/mask.ts";
import { isConcealed } from "../decisions/personal.ts";
import { asDesigner } from "../drafts/state.ts";
import type { Platform } from "../platform.ts";
import { endRollout, lockPointer, movePointer, tellOf } from "./end.ts";
import { rolloutColumns, showRollout, type RolloutJson, type RolloutRow } from "./rollout.ts";
import { mostSamples, type DifferenceSample } from "./tally.ts";

/** What a shadow gave otherwise, of one output. */
export interface DifferenceJson {
  /** of a table that routes: the option; else everything that a row gives */
  readonly output: Json;
  readonly gained: number;
  readonly lost: number;
  readonly ranked: number;
  readonly changed: number;
  /** the first few */
  readonly samples: readonly Omit<DifferenceSample, "keptAt">[];
}

/** Names of the inputs that the candidate calls personal. $1 tenant, $2 rollout */
const personalNames = `select i.value ->> 'name' as name from rollout o, jsonb_each(o.document #> '{document,inputs}') i
 where o.tenant_id = $1 and o.id = $2 and i.value -> 'personal' = 'true'`;

const mostListed = 50;
const mostDifferences = 500;
const notThere = () => refused(problem("not_found", "", "There is no such rollout."));
export const notRunning = ({ state }: RolloutJson) =>
  refused(problem("rollout_ended", "", `The rollout is ${state}.`, { details: { state } }));

/** Rollouts of a table, newest first. */
export async function listRollouts(platform: Platform, actor: Actor, name: string): Promise<Result<RolloutJson[]>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const table = (await platform.effectives.get(actor.tenantId)).documents.table.get(name);
  if (table === undefined) return refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`));
  const text = `select ${rolloutColumns} from rollout o where o.tenant_id = $1 and o.table_id = $2 order by o.created_at desc limit $3`;
  const [rows] = await platform.db.batch(actor.tenantId, [{ text, params: [actor.tenantId, table.id, mostListed] }], { readOnly: true });
  return ok((rows as RolloutRow[]).map(showRollout));
}

export async function getRollout(platform: Platform, actor: Actor, id: string): Promise<Result<RolloutJson>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const text = `select ${rolloutColumns} from rollout o where o.tenant_id = $1 and o.id = $2`;
  const [rows] = await platform.db.batch(actor.tenantId, [{ text, params: [actor.tenantId, id] }], { readOnly: true });
  const row = rows![0] as RolloutRow | undefined;
  return row === undefined ? notThere() : ok(showRollout(row));
}

/** Gives a canary another share of the keys, 0 to 100 by hundredths. Who was in stays in while it grows. */
export async function changeRollout(platform: Platform, actor: Actor, id: string, percent: number): Promise<Result<RolloutJson>> {
  const found = await getRollout(platform, actor, id);
  if (!found.ok) return found;
  if (found.value.mode === "shadow") return refused(problem("invalid", "/percent", "A shadow answers nobody."));
  const { tenantId } = actor;
  const changed = await platform.db.transaction(tenantId, async (tx) => {
    await lockPointer(tx, tenantId);
    const [row] = await tx.query<RolloutRow>(
      `update rollout o set share = $3, changed_at = clock_timestamp() where o.tenant_id = $1::uuid and o.id = $2::uuid and o.state = 'running'
       returning ${rolloutColumns}`,
      [tenantId, id, Math.round(percent * (parts / 100))],
    );
    if (row === undefined) return undefined;
    await movePointer(tx, tenantId);
    const rollout = showRollout(row);
    await tellOf(tx, tenantId, rollout, "changed");
    return rollout;
  });
  if (changed === undefined) {
    const now = await getRollout(platform, actor, id);
    return now.ok ? notRunning(now.value) : now;
  }
  platform.effectives.drop(tenantId);
  platform.told?.(tenantId);
  return ok(changed);
}

/** Ends a rollout. One that has ended stays as it ended, and is given as it is. */
export async function stopRollout(platform: Platform, actor: Actor, id: string, message = ""): Promise<Result<RolloutJson>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  await platform.rollouts.flush();
  const reason = { code: "stopped_by" as const, message };
  const ended = await endRollout(platform.db, actor.tenantId, id, { state: "stopped", reason, by: actor.by });
  if (ended === undefined) return getRollout(platform, actor, id);
  platform.effectives.drop(actor.tenantId);
  platform.told?.(actor.tenantId);
  return ok(ended);
}

/**
 * What a shadow gave otherwise, the most frequent first. What stands concealed is told no more than the log tells it, nor what the candidate or the
 * table as it is now calls personal; outputs that are told alike are one.
 */
export async function listDifferences(platform: Platform, actor: Actor, id: string): Promise<Result<DifferenceJson[]>> {
  const found = await getRollout(platform, actor, id);
  if (!found.ok) return found;
  const text = `select output, gained, lost, ranked, changed, samples from rollout_difference
    where tenant_id = $1 and rollout_id = $2 order by gained + lost + ranked + changed desc, hash limit $3`;
  const [rows, inputs] = (await platform.db.batch(
    actor.tenantId,
    [
      { text, params: [actor.tenantId, id, mostDifferences] },
      { text: personalNames, params: [actor.tenantId, id] },
    ],
    { readOnly: true },
  )) as [DifferenceRow[], { name: string }[]];
  const effective = await platform.effectives.get(actor.tenantId);
  const now = personalNow(effective, tableNow(effective, found.value.tableId));
  const names = new Set([...inputs.map(({ name }) => name), ...now.inputs]);
  const told = ({ change, facts, at, published, candidate }: DifferenceSample): DifferenceJson["samples"][number] => ({
    change,
    facts: masked(facts, names),
    at,
    published: (published as Json[]).map((each) => masked(each, now.outputs)),
    candidate: (candidate as Json[]).map((each) => masked(each, now.outputs)),
  });
  const all = new Map<string, DifferenceJson>();
  for (const { output: kept, gained, lost, ranked, changed, samples } of rows) {
    const output = masked(kept, now.outputs);
    const key = canonicalJson(output);
    const same = all.get(key);
    all.set(key, {
      output,
      gained: Number(gained) + (same?.gained ?? 0),
      lost: Number(lost) + (same?.lost ?? 0),
      ranked: Number(ranked) + (same?.ranked ?? 0),
      changed: Number(changed) + (same?.changed ?? 0),
      samples: [...(same?.samples ?? []), ...samples.map(told)].slice(0, mostSamples),
    });
  }
  return ok([...all.values()]);
}

interface DifferenceRow extends Readonly<Record<"gained" | "lost" | "ranked" | "changed", unknown>> {
  readonly output: Json;
  readonly samples: readonly DifferenceSample[];
}

/** A value without the token that it is; of values by name without the tokens and those that are named. */
function masked(value: Json, names: ReadonlySet<string>): Json {
  if (isConcealed(value)) return personal;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, isConcealed(each) || names.has(name) ? personal : each]));
}
