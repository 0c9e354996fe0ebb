import { Decimal } from "decimal.js";
import { codeOf } from "#db";
import { isZone, ok, pointer, problem, refused, type Json, type Problem, type Result } from "#metadata";
import { lowerExpression } from "#runtime/rules";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { contextOf } from "../permissions/access.ts";
import { readsStanding, stand } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import type { Column } from "./column.ts";
import { always } from "./condition.ts";
import { bucketUnits, compileAggregate, type BucketUnit, type GroupOrder, type Grouping, type Measure } from "./compile-groups.ts";
import { isProblem, sizeOf, stopping, tooCostly } from "./cost.ts";
import { inZone } from "./expressions.ts";
import { namedValues } from "./named.ts";
import type { Looking } from "./path.ts";
import { lookingFor, type Plan } from "./plan.ts";
import { plansOf } from "./planning.ts";
import { guardFilter, parseSort } from "./query.ts";
import { resolve } from "./resolve.ts";
import { planned } from "./planned.ts";
import { unknownField } from "./unknown-field.ts";

export interface AggregateRequest {
  readonly filter?: Json;
  /** Fields, also of what is referred to ("customer.region"); or days, weeks … of a date. `zone`: IANA; absent = the tenant's */
  readonly groupBy?: readonly (
    | string
    | { readonly field: string; readonly bucket?: BucketUnit; readonly zone?: string; readonly as?: string }
  )[];
  /** `as`: what it is called in `having` and `sort`; absent = "count", "sum_amount" */
  readonly measures: readonly { readonly fn: Measure["fn"]; readonly field?: string; readonly as?: string }[];
  /** over the measures, by what they are called */
  readonly having?: Json;
  /** groups and measures by what they are called: "-sum_amount,region" */
  readonly sort?: string;
  /** the first so many groups; absent = all, up to `mostGroups` */
  readonly limit?: number;
}

/** One group: its values by what they are called (absent = null), and the measures in the order they were asked. */
export interface Group {
  readonly group: Readonly<Record<string, Json>>;
  readonly values: readonly Json[];
}

/** Most groups of one answer; one more is refused unless a limit was given, for half a sum misleads. */
export const mostGroups = 1_000;

const functions = ["count", "countDistinct", "sum", "avg", "min", "max"] as const;
const added = new Set<unknown>(["number", "decimal", "money"]);
const counting = new Set<Measure["fn"]>(["count", "countDistinct"]);

/** Counts, sums, averages, least and greatest over the records that the actor may read. Money and decimals are exact. */
export async function aggregateRecords(
  platform: Platform,
  who: Actor,
  objectName: string,
  request: AggregateRequest,
): Promise<Result<readonly Group[]>> {
  const effective = await platform.effectives.get(who.tenantId);
  const actor = readsStanding(request.filter) ? await stand(platform, effective, who, request.filter) : who;
  const now = new Date().toISOString();
  const scoped = planned(
    effective,
    actor,
    objectName,
    { limit: 1, ...(request.filter === undefined ? {} : { filter: request.filter }) },
    now,
  );
  // what may not be read at all says nothing about its fields
  const object = effective.objects.get(objectName);
  if (!scoped.ok && (object === undefined || scoped.problems.some(({ code }) => code === "not_found" || code === "forbidden")))
    return scoped;

  const problems: Problem[] = scoped.ok ? [] : [...scoped.problems];
  const looking = lookingFor(effective, actor, object!, now);
  const groups = (request.groupBy ?? []).map((each, index) =>
    groupingOf(looking, effective, typeof each === "string" ? { field: each } : each, pointer("groupBy", index), problems),
  );
  const measures = request.measures.map((each, index) => measureOf(looking, each, pointer("measures", index), problems));
  const called = [...groups, ...measures].map(({ as }) => as);
  const twice = called.find((name, index) => called.indexOf(name) !== index);
  if (twice !== undefined && (request.having !== undefined || request.sort !== undefined))
    problems.push(problem("invalid_query", "/measures", `Two of them are called "${twice}"; give one another name with "as".`));
  const having = havingOf(effective, actor, measures, request.having, now, problems);
  const order = orderOf(groups, measures, request.sort, problems);
  const { limit } = request;
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= mostGroups))
    problems.push(problem("invalid_query", "/limit", `"limit" is a whole number from 1 to ${mostGroups}.`));
  if (!scoped.ok || problems.length > 0) return refused(...problems);

  const plan = { ...scoped.value.plan, limit: limit ?? mostGroups };
  const costly = tooCostly(platform, effective, plan, true);
  if (costly !== undefined) return refused(costly);
  const statement = compileAggregate(
    plan,
    groups.flatMap((each) => each.grouping ?? []),
    measures,
    having,
    order,
  );
  const begunAt = performance.now();
  const answer = await stopping(plan, () => asked(platform, plan, statement));
  if ("wrong" in answer) return refused(answer.wrong);
  const stopped = isProblem(answer);
  platform.slowBook.notice(plan, stopped ? undefined : performance.now() - begunAt, sizeOf(platform, plan) ?? 0);
  if (stopped) return refused(answer);
  const { rows } = answer;
  if (limit === undefined && rows.length > mostGroups)
    return refused(problem("limit_exceeded", "/groupBy", `There are more than ${mostGroups} groups.`));
  const beyond = new Set<number>();
  const found = rows.slice(0, plan.limit).map((row) => ({
    group: Object.fromEntries(
      groups.map(({ as, grouping }, index) => {
        const it = row[`g${index}`];
        return [as, grouping!.bucket === undefined ? (read(grouping!.column, it) ?? null) : ((it as string | null) ?? null)];
      }),
    ),
    values: measures.map(({ fn, column }, index) => {
      const it = row[`m${index}`];
      if (column === undefined || counting.has(fn)) return Number(it);
      const figure = read(column, it, fn === "avg");
      if (figure === undefined) beyond.add(index);
      return figure ?? null;
    }),
  }));
  if (beyond.size > 0)
    return refused(
      ...[...beyond].sort((a, b) => a - b).map((index) => tooGreat(pointer("measures", index), `"${measures[index]!.as}" is`)),
    );
  return ok(found);
}

const tooGreat = (path: string, which: string): Problem =>
  problem("out_of_range", path, `${which} beyond what can be said exactly; ask over fewer records.`);

/** The answer of the database, or what it says is wrong: it does not know the zone, which this machine does; floats that leave their range. */
async function asked(platform: Platform, plan: Plan, statement: ReturnType<typeof compileAggregate>) {
  try {
    const [rows] = await platform.db.batch(plan.tenantId, [statement], { readOnly: true, ...plansOf(platform, plan) });
    return { rows: rows! };
  } catch (error) {
    const code = codeOf(error);
    if (code === "22023") return { wrong: problem("not_an_option", "/groupBy", "The database does not know this time zone.") };
    if (code === "22003") return { wrong: tooGreat("/measures", "One of them is") };
    throw error;
  }
}

function single(looking: Looking, name: string, path: string, problems: Problem[]): Column | undefined {
  const column = looking.column(name);
  if (column === undefined) problems.push(unknownField(looking, name, path));
  else if (typeof column.type !== "string" || column.type === "json") {
    problems.push(problem("invalid_query", path, `"${name}" holds several values.`, { details: { field: name } }));
    return undefined;
  }
  return column;
}

interface Asked {
  readonly as: string;
  readonly grouping?: Grouping;
}

function groupingOf(
  looking: Looking,
  effective: Effective,
  { field, bucket, zone = effective.timezone, as = field }: { field: string; bucket?: BucketUnit; zone?: string; as?: string },
  path: string,
  problems: Problem[],
): Asked {
  const column = single(looking, field, path, problems);
  if (bucket !== undefined && !bucketUnits.includes(bucket))
    problems.push(problem("invalid_query", `${path}/bucket`, `"bucket" is one of ${bucketUnits.join(", ")}.`));
  if (!isZone(zone)) problems.push(problem("not_an_option", `${path}/zone`, "Name a time zone such as Asia/Shanghai."));
  if (column === undefined) return { as };
  if (bucket === undefined) return { as, grouping: { column } };
  if (column.type !== "date" && column.type !== "instant")
    problems.push(problem("wrong_type", `${path}/field`, `"${field}" is neither a day nor an instant.`, { details: { field } }));
  if (bucket === "hour" && column.type === "date")
    problems.push(problem("wrong_type", `${path}/bucket`, `"${field}" is a day and has no hours.`, { details: { field } }));
  return { as, grouping: { column, bucket: { unit: bucket, zone } } };
}

function measureOf(
  looking: Looking,
  { fn, field, as }: AggregateRequest["measures"][number],
  path: string,
  problems: Problem[],
): Measure & { readonly as: string } {
  const name = as ?? (field === undefined ? fn : `${fn}_${field.replaceAll(".", "_")}`);
  if (!functions.includes(fn)) problems.push(problem("invalid_query", `${path}/fn`, `"fn" is one of ${functions.join(", ")}.`));
  if (field === undefined) {
    if (fn !== "count") problems.push(problem("required", `${path}/field`, `"${fn}" needs a field.`));
    return { fn, as: name };
  }
  const column = single(looking, field, `${path}/field`, problems);
  if (column === undefined) return { fn, as: name };
  if ((fn === "sum" || fn === "avg") && !added.has(column.type)) {
    problems.push(problem("wrong_type", `${path}/field`, `"${field}" has no ${fn === "sum" ? "sum" : "average"}.`, { details: { field } }));
  }
  if ((fn === "min" || fn === "max") && (column.type === "boolean" || column.storage === "reference")) {
    problems.push(problem("wrong_type", `${path}/field`, `"${field}" has no order.`, { details: { field } }));
  }
  return { fn, column, as: name };
}

/** What must hold of a group, over its measures by what they are called. */
function havingOf(
  effective: Effective,
  actor: Actor,
  measures: readonly (Measure & { readonly as: string })[],
  having: Json | undefined,
  now: string,
  problems: Problem[],
) {
  if (having === undefined || having === null) return always;
  const guarded = guardFilter(having);
  if (!guarded.ok) {
    problems.push(...guarded.problems.map((each) => ({ ...each, path: each.path.replace("/filter", "/having") })));
    return always;
  }
  const column = (name: string): Column | undefined => {
    const measured = measures.findIndex(({ as }) => as === name);
    const measure = measures[measured];
    if (measure === undefined) return undefined;
    const plain = { name, storage: "json", unit: 1, measured } as const;
    if (measure.column === undefined || counting.has(measure.fn)) return { ...plain, type: "number" };
    const { type, currency } = measure.column;
    return { ...plain, type, ...(currency === undefined ? {} : { currency }) };
  };
  const looking: Looking = { name: "measures", column, type: (name) => column(name)?.type, lines: () => undefined };
  const lowered = lowerExpression(having, { operators: effective.language.operators, types: looking.type });
  const resolved = lowered.ok ? resolve(lowered.value, looking, namedValues(inZone(effective, contextOf(actor, now))), "/having") : lowered;
  if (resolved.ok) return resolved.value;
  problems.push(...resolved.problems.map((each) => (each.path.startsWith("/having") ? each : { ...each, path: `/having${each.path}` })));
  return always;
}

function orderOf(
  groups: readonly { readonly as: string }[],
  measures: readonly { readonly as: string }[],
  sort: string | undefined,
  problems: Problem[],
): readonly GroupOrder[] {
  if (sort === undefined || sort === "") return [];
  return parseSort(sort).flatMap(({ field, descending }): GroupOrder[] => {
    const group = groups.findIndex(({ as }) => as === field);
    if (group >= 0) return [{ by: "group", index: group, descending }];
    const measure = measures.findIndex(({ as }) => as === field);
    if (measure >= 0) return [{ by: "measure", index: measure, descending }];
    problems.push(problem("invalid_query", "/sort", `There is no group and no measure "${field.slice(0, 80)}".`));
    return [];
  });
}

/** Sums have as many digits as they need. */
const Exact = Decimal.clone({ precision: 200, rounding: Decimal.ROUND_HALF_UP });

/** A measured text as a value of the column's type; undefined where its type cannot say it. An average of money is rounded to the minor unit, of decimals to four more places. */
function read(column: Column, found: unknown, average = false): Json | undefined {
  if (found === null || found === undefined) return null;
  const text = String(found);
  switch (column.type) {
    case "number":
      return Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "boolean":
      return text === "true" || text === "t";
    case "money": {
      const minor = new Exact(text).toDecimalPlaces(0).toNumber();
      return Number.isSafeInteger(minor) ? { currency: column.currency ?? null, minor } : undefined;
    }
    case "decimal": {
      const places = Math.round(Math.log10(column.unit)) + (average ? 4 : 0);
      const exact = column.at === undefined ? new Exact(text) : new Exact(text).div(column.unit);
      return exact.toFixed(places);
    }
    default:
      return text;
  }
}
