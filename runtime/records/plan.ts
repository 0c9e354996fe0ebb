import { ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import { accessTo, contextOf } from "../permissions/access.ts";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { columnOf, type Column } from "./column.ts";
import { always, never, type Condition } from "./condition.ts";
import { planExpand, type Expand } from "./expand.ts";
import { inZone } from "./expressions.ts";
import { lowerAsked } from "./lower.ts";
import { namedValues } from "./named.ts";
import { lookingAs, seenBy, type Looking } from "./path.ts";
import type { slowFields } from "./slow.ts";
import type { NamedValues } from "./resolve.ts";
import { rowsOf } from "./scope.ts";
import { guardFilter, limits, type RecordQuery } from "./query.ts";
import { unknownField } from "./unknown-field.ts";

export interface SortColumn {
  readonly column: Column;
  readonly descending: boolean;
}

/**
 * One read of one object, decided but not yet spelled: plain frozen data.
 * `plan` says what is asked, `scope` narrows it to what is allowed, `compile` spells it for Postgres.
 */
export interface Plan {
  readonly tenantId: string;
  /** storage identity of the object */
  readonly objectId: string;
  readonly object: string;
  readonly where: Condition;
  /** the filter as it was given: a cursor belongs to it */
  readonly asked?: Json;
  readonly sort: readonly SortColumn[];
  readonly limit: number;
  /** fields asked for by name; absent = all that may be seen */
  readonly fields?: readonly string[];
  readonly expand: readonly Expand[];
  readonly search?: string;
  readonly count: "exact" | "estimate" | "none";
  /** fields that are asked about without an index, apart from what the role's own rule reads */
  readonly unindexed?: ReturnType<typeof slowFields>;
  /** true once scope has been laid on; compile refuses a plan without it */
  readonly scoped: boolean;
  /** it is the same at every moment and for everybody with the same roles */
  readonly lasting: boolean;
}

/** What is asked: names resolved, the filter lowered, cost bounded. All problems at once, at the parameter they stand in. */
export function plan(effective: Effective, actor: Actor, objectName: string, query: RecordQuery, now: string): Result<Plan> {
  const whole = effective.objects.get(objectName);
  if (whole === undefined) return refused(problem("not_found", "", `There is no object "${objectName}".`));
  const object = seenBy(effective, actor, whole);
  // where nothing is asked, nothing is looked up
  const asks = (query.filter !== undefined && query.filter !== null) || (query.sort?.length ?? 0) > 0;
  let lasting = true;
  const passing = () => (lasting = false);
  const looking = asks ? lookingFor(effective, actor, whole, now, passing) : undefined;
  const problems: Problem[] = [];

  let where: Condition = always;
  if (query.filter !== undefined && query.filter !== null) {
    const guarded = guardFilter(query.filter);
    const values = namedValues(inZone(effective, contextOf(actor, now)));
    const named: NamedValues = { get: (name) => (passing(), values.get(name)) };
    const lowered = guarded.ok ? lowerAsked(effective, actor, query.filter, named, "/filter", looking!) : guarded;
    if (lowered.ok) where = lowered.value;
    else problems.push(...lowered.problems);
  }

  const sort: SortColumn[] = [];
  for (const key of query.sort ?? []) {
    const column = sortable(looking!, key.field);
    if (column === undefined) problems.push(unknownField(object, key.field, "/sort"));
    else if (typeof column.type !== "string" || column.type === "json") {
      problems.push(problem("invalid_query", "/sort", `"${key.field}" holds several values and has no order.`));
    } else if ((column.via?.length ?? 0) > 1) {
      problems.push(
        problem("invalid_query", "/sort", `"${key.field}" follows more than one reference: sort by a field of what is referred to.`),
      );
    } else if (sort.some((each) => each.column.name === column.name)) {
      problems.push(problem("invalid_query", "/sort", `"${key.field}" stands twice.`));
    } else sort.push({ column, descending: key.descending });
  }

  for (const name of query.fields ?? []) {
    if (columnOf(object, name) === undefined) problems.push(unknownField(object, name, "/fields"));
  }

  const expand = query.expand === undefined ? [] : planExpand(effective, actor, object, query.expand, problems);

  if (problems.length > 0) return refused(...problems);
  return ok(
    Object.freeze({
      tenantId: effective.tenantId,
      objectId: object.id,
      object: object.name,
      where,
      ...(query.filter === undefined ? {} : { asked: query.filter }),
      sort,
      limit: Math.min(query.limit ?? limits.pageDefault, limits.page),
      ...(query.fields === undefined ? {} : { fields: query.fields }),
      expand,
      ...(query.q === undefined ? {} : { search: query.q }),
      count: query.count ?? "none",
      scoped: false,
      lasting,
    }),
  );
}

/** Records of one object by their ids: what `get`, `expand` and the reference check ask. */
export function planByIds(effective: Effective, object: ResolvedObject, limit: number): Plan {
  return Object.freeze({
    tenantId: effective.tenantId,
    objectId: object.id,
    object: object.name,
    where: always,
    sort: [],
    limit,
    expand: [],
    count: "none",
    scoped: false,
    lasting: true,
  });
}

/** A record is made at the instant its id says, so the order of ids is the order of making, and has an index. */
const sortable = (looking: Looking, name: string): Column | undefined => {
  const column = looking.column(name);
  return column?.at === "created_at" && column.via === undefined ? looking.column("id") : column;
};

/**
 * As `lookingAs`, with the records of other objects that the actor may read at a moment. A rule that cannot be applied lets nobody through.
 * `ruled` is told where a rule decides about them.
 */
export const lookingFor = (effective: Effective, actor: Actor, object: ResolvedObject, now: string, ruled?: () => void): Looking =>
  lookingAs(effective, actor, object, (other) => {
    const access = accessTo(effective, actor, other.name)!;
    if (access.read?.limited !== false || access.only !== undefined) ruled?.();
    const rows = rowsOf(effective, actor, other.name, { ...access.read, ...access }, now);
    return rows.ok ? rows.value : never;
  });
