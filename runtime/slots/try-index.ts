import { ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { designProblem } from "../drafts/may-design.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { compileCount, compileSelect, recordColumns } from "../records/compile.ts";
import { isProblem, stopping } from "../records/cost.ts";
import type { Plan } from "../records/plan.ts";
import type { RecordQuery } from "../records/query.ts";
import { fieldValue, storedRecord } from "../records/record.ts";
import { planned } from "../records/planned.ts";
import { indexable, tenths } from "./advice.ts";

/** What the index of a field does to a list: the same list carried out both ways, now. Nothing is changed. */
export interface Tried {
  readonly field: string;
  /** a list filtered by a value that a record holds, or one sorted by the field */
  readonly by: "filter" | "sort";
  /** measured: without the index. `records`: all that it looks through. No `ms`: it took too long and was stopped */
  readonly without: { readonly ms?: number; readonly records: number };
  /** measured: by the index, where it is filled. `records`: those that it leads to */
  readonly with?: { readonly ms?: number; readonly records: number };
  /** where it is not: so many of the object's records would be left to look at, as the latest have it */
  readonly estimate?: { readonly records: number };
}

/** The latest records with a value. $1 tenant, $2 object, $3 field, $4 most */
const latest = () => `select ${recordColumns} from records
where tenant_id = $1::uuid and object_id = $2::text and deleted_at is null and data ? $3::text order by id desc limit $4::int8`;
/** $1 tenant, $2 object, $3 most */
const size =
  "select count(*)::float8 as n from (select from records where tenant_id = $1::uuid and object_id = $2::text and deleted_at is null limit $3::int8) as counted";
const sample = 500;
const mostCounted = 2_000_000;

/** Problems: not_found, forbidden; invalid where no record has a value. */
export async function tryIndex(
  platform: Platform,
  actor: Actor,
  objectName: string,
  fieldName: string,
  by: Tried["by"] = "filter",
): Promise<Result<Tried>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  const object = effective.objects.get(objectName);
  const field = object?.byName.get(fieldName);
  if (object === undefined || field === undefined || !indexable(field)) {
    return refused(
      problem("not_found", "", `There is no field "${objectName.slice(0, 80)}.${fieldName.slice(0, 80)}" that can be indexed.`),
    );
  }
  const { tenantId } = actor;
  const [rows, counted] = await platform.db.batch(
    tenantId,
    [
      { text: latest(), params: [tenantId, object.id, field.id, sample] },
      { text: size, params: [tenantId, object.id, mostCounted] },
    ],
    { readOnly: true, class: "batch" },
  );
  const values = rows!.flatMap((row) => fieldValue(storedRecord(row).data, field) ?? []);
  const value = values[0];
  if (value === undefined) return refused(problem("invalid", "", `No record of "${object.name}" has a value of "${field.name}" yet.`));
  const records = Number(counted![0]!["n"]);

  // some values are compared by an order alone
  const filtered: RecordQuery = { filter: { "===": [{ var: field.name }, value] }, limit: 50 };
  const ways: Tried["by"][] = by === "filter" ? ["filter", "sort"] : ["sort"];
  for (const way of ways) {
    const query: RecordQuery = way === "filter" ? filtered : { sort: [{ field: field.name, descending: false }], limit: 50 };
    const slow = planOf(withoutSlot(effective, object, field), actor, object.name, query);
    if (!slow.ok) {
      if (way === "sort") return slow;
      continue;
    }
    const without = { ...(await timed(platform, slow.value, 2)), records };
    if (field.slot?.state !== "ready") {
      const same = values.filter((each) => JSON.stringify(each) === JSON.stringify(value)).length;
      const left = way === "filter" ? Math.max(1, Math.round((records * same) / values.length)) : Math.min(records, 50);
      return ok({ field: field.name, by: way, without, estimate: { records: left } });
    }
    const quick = planOf(effective, actor, object.name, query);
    if (!quick.ok) return quick;
    const led = way === "filter" ? await matching(platform, quick.value) : Math.min(records, 50);
    return ok({ field: field.name, by: way, without, with: { ...(await timed(platform, quick.value, 5)), records: led } });
  }
  throw new Error("neither way was tried");
}

function planOf(effective: Effective, actor: Actor, object: string, query: RecordQuery): Result<Plan> {
  const scoped = planned(effective, { ...actor, unrestricted: true }, object, query, new Date().toISOString());
  return scoped.ok ? ok(scoped.value.plan) : scoped;
}

/** The same metadata with one field that has no index. */
function withoutSlot(effective: Effective, object: ResolvedObject, field: ResolvedField): Effective {
  const bare: ResolvedField = { ...field, slot: undefined };
  const swap = (each: ResolvedField) => (each === field ? bare : each);
  const slower: ResolvedObject = {
    ...object,
    fields: object.fields.map(swap),
    byName: new Map([...object.byName].map(([name, each]) => [name, swap(each)])),
    byId: new Map([...object.byId].map(([id, each]) => [id, swap(each)])),
  };
  return {
    ...effective,
    objects: new Map([...effective.objects, [object.name, slower]]),
    memo: (_key, make) => make(),
    shared: (_key, make) => make(),
  };
}

/** The middle one of some runs, in ms; none where the database stopped it. One that takes a second is not repeated. */
async function timed(platform: Platform, plan: Plan, runs: number): Promise<{ ms?: number }> {
  const select = compileSelect(plan);
  const times: number[] = [];
  while (times.length < runs && (times[0] ?? 0) < 1_000) {
    const begun = performance.now();
    const read = await stopping(plan, async () => {
      const [rows] = await platform.db.batch(plan.tenantId, [select], { readOnly: true, class: "batch" });
      if (select.rest !== undefined && rows!.length <= plan.limit)
        await platform.db.batch(plan.tenantId, [select.rest], { readOnly: true, class: "batch" });
      return [];
    });
    if (isProblem(read)) return {};
    times.push(performance.now() - begun);
  }
  return { ms: tenths(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!) };
}

async function matching(platform: Platform, plan: Plan): Promise<number> {
  const counted = compileCount({ ...plan, count: "estimate" });
  const [rows] = await platform.db.batch(plan.tenantId, [counted], { readOnly: true, class: "batch" });
  return Number(rows![0]!["n"]);
}
