import { codeOf } from "#db";
import { problem, type Problem } from "#metadata";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { columnsOf, type Condition } from "./condition.ts";
import type { Plan } from "./plan.ts";
import { slowFields } from "./slow.ts";

/**
 * What a query costs, estimated before it runs, in records looked at: one read by an index is 1, its values out of `data` 2 more each,
 * a record that a path leads to 3 more. A query beyond the tenant's bound is refused with what would make it cheaper.
 */
export const usualCost = 10_000_000;

const perValue = 2;
const perStep = 3;
const perBroughtAlong = 5;

/** Whether a plan may have to look through all records of its object; others cost what they answer. */
export function looksThrough(plan: Plan): boolean {
  const { filtered, sorted } = slowFields(plan);
  return (
    filtered.length > 0 ||
    sorted.length > 0 ||
    plan.count === "exact" ||
    steps(plan.where) > 0 ||
    plan.sort.some(({ column }) => column.via)
  );
}

/** Estimated cost of a plan over an object that has so many records. `groups`: all that are found are read. */
export function costOf(plan: Plan, records: number, groups = false): number {
  const { filtered, sorted } = slowFields(plan);
  const found = records * shareOf(plan.where);
  const first = plan.sort[0]?.column;
  const inOrder = plan.sort.length === 0 || (first?.at !== undefined && first.via === undefined);
  const whole = groups || plan.count === "exact" || !inOrder || filtered.length > 0 || steps(plan.where) > 0;
  const looked = whole ? found : Math.min(found, plan.limit + 1);
  const each =
    1 +
    perValue * (filtered.length + sorted.length) +
    perStep * (steps(plan.where) + plan.sort.reduce((sum, { column }) => sum + (column.via?.length ?? 0), 0));
  return Math.round(looked * each + plan.limit * perBroughtAlong * plan.expand.length);
}

/** References followed and lists gone over for each record. */
function steps(condition: Condition): number {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.reduce((sum, part) => sum + steps(part), 0);
    case "not":
      return steps(condition.part);
    case "someLine":
    case "someElement":
      return 2 + steps(condition.part);
    default:
      return columnsOf(condition).reduce((sum, column) => sum + (column.via?.length ?? 0), 0);
  }
}

/** Which part of the records an index leaves to look at. */
function shareOf(condition: Condition): number {
  switch (condition.kind) {
    case "and":
      return Math.min(1, ...condition.parts.map(shareOf));
    case "or":
      return Math.min(
        1,
        condition.parts.reduce((sum, part) => sum + shareOf(part), 0),
      );
    case "is":
      if (condition.column.via !== undefined) return condition.column.at === undefined ? 1 : 0.1;
      if (condition.column.at === "id") return 0;
      if (condition.column.at === undefined) return condition.column.links === undefined ? 1 : 0.01;
      return condition.column.type === "boolean" ? 0.5 : condition.by === "eq" ? 0.01 : 0.3;
    case "oneOf":
      if (condition.column.at === "id" && condition.column.via === undefined) return 0;
      return condition.column.at === undefined || condition.column.via !== undefined ? 1 : Math.min(1, 0.01 * condition.values.length);
    case "contains":
      return condition.column.links === undefined ? 1 : 0.01;
    case "always":
      return condition.holds ? 1 : 0;
    case "shared":
      return condition.few ? 0.001 : 1;
    default:
      return 1;
  }
}

// —— how many records an object has

interface Size {
  /** absent: never counted yet */
  readonly records?: number;
  readonly at: number;
  readonly asking?: Promise<number>;
}
/** counted so far and no further */
const mostCounted = 2_000_000;
const believedFor = 10 * 60_000;
/** ms. What is small may soon be much more, and is counted in no time. */
const small = { records: 20_000, believedFor: 20_000 };
const mostKept = 20_000;
const sizes = new WeakMap<object, Map<string, Size>>();

type Counted = Pick<Plan, "tenantId" | "objectId">;
type Reads = Pick<Platform, "db">;

/** About how many records an object has, if it is known; else it is counted in the background, up to two million. */
export function sizeOf(platform: Reads, object: Counted): number | undefined {
  const known = sizeKept(platform, object);
  const records = known?.records;
  const stale = records === undefined || Date.now() - known!.at > (records < small.records ? small.believedFor : believedFor);
  if (stale && known?.asking === undefined) learnSize(platform, object).catch(() => undefined);
  return records;
}

/** As `sizeOf`, for what does not go by the last record: objects that are asked about once are not counted, and small ones not so often. */
export function roughSizeOf(platform: Reads, object: Counted): number | undefined {
  const known = sizeKept(platform, object);
  if (known === undefined) keepSize(platform, object, { at: Date.now() });
  else if (known.asking === undefined && (known.records === undefined || Date.now() - known.at > believedFor))
    learnSize(platform, object).catch(() => undefined);
  return known?.records;
}

const sizeKept = ({ db }: Reads, { tenantId, objectId }: Counted): Size | undefined => sizes.get(db)?.get(`${tenantId}/${objectId}`);

function keepSize({ db }: Reads, { tenantId, objectId }: Counted, size: Size): void {
  const kept = sizes.get(db) ?? new Map<string, Size>();
  sizes.set(db, kept);
  const key = `${tenantId}/${objectId}`;
  if (!kept.has(key) && kept.size >= mostKept) kept.delete(kept.keys().next().value!);
  kept.set(key, size);
}

/** Counts the records of an object, whoever may read them. */
export function learnSize(platform: Reads, object: Counted): Promise<number> {
  const { tenantId, objectId } = object;
  const before = sizeKept(platform, object);
  const text = `select count(*)::float8 as n from (select from records where tenant_id = $1::uuid and object_id = $2::text limit $3::int8) as counted`;
  const asking = platform.db
    .batch(tenantId, [{ text, params: [tenantId, objectId, mostCounted] }], { readOnly: true, class: "batch" })
    .then(([rows]) => {
      const records = Number(rows![0]!["n"]);
      keepSize(platform, object, { records, at: Date.now() });
      return records;
    })
    .catch((fault: unknown) => {
      // what was known goes on being believed
      keepSize(platform, object, { ...before, at: before?.at ?? Date.now() });
      throw fault;
    });
  keepSize(platform, object, { ...before, at: before?.at ?? Date.now(), asking });
  return asking;
}

/** The problem of a plan that costs more than the tenant may spend on one query; undefined: it may run. */
export function tooCostly(platform: Pick<Platform, "db">, effective: Effective, plan: Plan, groups = false): Problem | undefined {
  if (!groups && !looksThrough(plan)) return undefined;
  const records = sizeOf(platform, plan);
  if (records === undefined) return undefined;
  const cost = costOf(plan, records, groups);
  const most = effective.queryCost ?? usualCost;
  return cost <= most ? undefined : costly(plan, { cost, most });
}

/** Runs what a plan asks; a statement that the database stopped for taking too long becomes the same problem. */
export async function stopping<Value>(plan: Plan, run: () => Promise<Value>): Promise<Value | Problem> {
  try {
    return await run();
  } catch (error) {
    if (codeOf(error) === "57014") return costly(plan, {});
    throw error;
  }
}

/** Fields that somebody asks about without an index; what his role's rule reads is none of his business. */
export function slowNames(plan: Plan): readonly string[] {
  const { filtered, sorted } = plan.unindexed ?? slowFields(plan);
  return [...new Set([...filtered, ...sorted])];
}

function costly(plan: Plan, details: { cost?: number; most?: number }): Problem {
  const fields = slowNames(plan);
  const help =
    fields.length === 0
      ? "Filter by an indexed field so that fewer records are left, or leave out count=exact."
      : `Index ${fields.map((name) => `"${name}"`).join(", ")}, or filter by an indexed field as well.`;
  return problem("query_too_costly", "", `This looks through too many records of "${plan.object}".`, {
    help,
    details: { ...details, fields },
  });
}

export const isProblem = (value: object): value is Problem => "code" in value && "message" in value;
