import { ok, refused, type Json } from "#metadata";
import type { Actor } from "../actor.ts";
import { designProblem } from "../drafts/may-design.ts";
import { defineJob, JobFailed } from "../jobs/job.ts";
import { becoming } from "./become.ts";
import type { Conversion } from "./conversions.ts";
import { counted, noPlan, type RetypePlan } from "./plan.ts";
import { sidesOf } from "./retype-work.ts";
import { problem } from "#metadata";
import type { Effective } from "../effective/effective.ts";

export const rehearseJob = "retype_plan";

/** A change of type that is only tried. */
export interface Rehearsal {
  readonly conversion: Conversion;
  readonly locale: string;
}

interface Cursor {
  readonly after: string;
  readonly plan: RetypePlan;
}

export const first = "00000000-0000-0000-0000-000000000000";
const chunkSize = 1_000;

/** $1 tenant, $2 object, $3 after, $4 most, $5 and $6 fields: no more of a record than these is read */
export const nextValues = `select id, data -> $5::text as old, data -> $6::text as held
from records where tenant_id = $1::uuid and object_id = $2::text and id > $3::uuid order by id limit $4::int8`;
const countRecords = `select count(*)::float8 as n from records where tenant_id = $1::uuid and object_id = $2::text`;

/** Counts what the values of a page of records would become. */
export function rehearsed(
  effective: Effective,
  { conversion, locale }: Rehearsal,
  plan: RetypePlan,
  rows: readonly Record<string, unknown>[],
): RetypePlan | undefined {
  const sides = sidesOf(effective, conversion);
  if (sides === undefined) return undefined;
  const become = becoming(sides.from, sides.to, { locale, timezone: effective.timezone });
  return rows.reduce((sum: RetypePlan, row) => {
    const old = (row["old"] ?? undefined) as Json | undefined;
    return counted(sum, row["id"] as string, old, become(old, (row["held"] ?? undefined) as Json | undefined));
  }, plan);
}

/** The dry run of a change of type over many records: reads, counts, changes nothing. */
export const rehearseRetype = defineJob<Rehearsal, Cursor>({
  name: rehearseJob,
  admit(effective, actor: Actor, { conversion }) {
    const forbidden = designProblem(effective, actor);
    if (forbidden !== undefined) return refused(forbidden);
    return ok({ subject: [...effective.objects.values()].find(({ id }) => id === conversion.object)?.name ?? "" });
  },
  async chunk({ tx, effective, input, cursor = { after: first, plan: noPlan }, soFar }) {
    const { object, from, to } = input.conversion;
    const total = soFar.total ?? Number((await tx.query(countRecords, [effective.tenantId, object]))[0]!["n"]);
    const rows = await tx.query(nextValues, [effective.tenantId, object, cursor.after, chunkSize, from, to]);
    const plan = rehearsed(effective, input, cursor.plan, rows);
    if (plan === undefined) throw new JobFailed(problem("not_found", "", "The field is no longer there"));
    const next = rows.length < chunkSize ? undefined : { after: rows.at(-1)!["id"] as string, plan };
    return { next, done: rows.length, total, ...(next === undefined ? { result: plan as unknown as Json } : {}) };
  },
});
