import type { Json } from "#metadata";
import type { Column } from "./column.ts";
import { holds, linked } from "./compile-condition.ts";
import { direction, following, holdsOnlyPresent, sortKey } from "./compile-order.ts";
import { natural } from "./compile-value.ts";
import type { Condition } from "./condition.ts";
import type { Plan } from "./plan.ts";
import { arrayText, assertScoped, base, conjunction, spelling, type Statement } from "./spelling.ts";

/**
 * Plans as SQL. Here and in its parts (compile-value.ts, compile-condition.ts, compile-order.ts, compile-groups.ts) stands all SQL that is spelled out of
 * what somebody asked.
 *
 * The text depends on the shape of a plan, on index slots, on the size of a page where it is a usual one, and on the kind of a value
 * (absent, a long text, a bound that no slot can hold), never on the value, the field or the object: those travel as parameters. A condition is spelled on two rails, where it holds and where it does not, so that NOT never meets NULL and
 * an absent value is not equal, not less, not greater, exactly as in the evaluator. What a rail leaves NULL counts as false.
 *
 * A field with a filled slot is compared in its slot column, of a leakproof type, which alone can use an index under row
 * security. Any other is read out of `data` by an accessor that yields NULL for what is not of its type and never raises.
 */

/** The standing columns of a record, in the order every statement gives them. What is as it was when the record was made is not said again. */
export const recordColumns =
  "id, version, data, created_at::text as created, created_by, nullif(updated_at, created_at)::text as updated, nullif(updated_by, created_by) as changed_by, deleted_at::text as deleted";

/** Where a page ended: which of the two ranges of the first sort key, the sort keys' own text there, the record. */
export interface Position {
  readonly absent: boolean;
  readonly keys: readonly (string | null)[];
  readonly id: string;
}

/** The statement of a page; `rest` gives what still belongs to it when the first leaves room: records without a value in the first sort key. */
export interface PageStatement extends Statement {
  /** its own records have none there */
  readonly absent: boolean;
  readonly rest?: Statement;
}

/**
 * One page of records, one more than its limit so that the caller knows whether there is a next one. Each row also gives the
 * text of its sort keys (k0, k1 …).
 *
 * The partial index of a slot holds the records with a value; so a sort is two ranges: those by the index, then the records
 * without a value by id. The second range is a statement of its own, asked only where the first does not fill the page: planning
 * both at once costs as much as reading the first.
 */
export function compileSelect(plan: Plan, after?: Position): PageStatement {
  assertScoped(plan);
  const first = plan.sort[0];
  if (first?.column.at === undefined || first.column.via !== undefined || !sortKey(first, spelling([], holds)).nullable)
    return { ...rangeOf(plan, after, "whole"), absent: false };
  if (after?.absent === true) return { ...rangeOf(plan, after, "absent"), absent: true };
  const begin = { ...rangeOf(plan, after, "present"), absent: false };
  return holdsOnlyPresent(plan.where, first) ? begin : { ...begin, rest: rangeOf(plan, undefined, "absent") };
}

/** Sizes of pages that are asked for again and again; each has a text of its own. */
const usualPages: ReadonlySet<number> = new Set([10, 20, 25, 50, 100]);

/** One range of the first sort key: the records with a value, those without, or all where it always has one. */
function rangeOf(plan: Plan, after: Position | undefined, range: "whole" | "present" | "absent"): Statement {
  const to = spelling([plan.tenantId, plan.objectId], holds);
  const where = conjunction(base, holds(plan.where, to));
  // a number that the text itself says lets the database see what a plan that it keeps would cost
  const most = usualPages.has(plan.limit) ? String(plan.limit + 1) : to.param(plan.limit + 1, "int8");
  const first = plan.sort[0];
  const down = first?.descending === true;
  const keys = plan.sort.map((key) => sortKey(key, to));
  const texts = keys.map((key, index) => `, (${key.expression})::text as k${index}`).join("");
  const ordering =
    range === "whole"
      ? keys
      : range === "absent"
        ? keys.slice(1)
        : [{ ...keys[0]!, nullable: false, order: `${keys[0]!.expression} ${direction(down)}` }, ...keys.slice(1)];
  const order = [...ordering.map((key) => key.order), `id ${direction(down)}`].join(", ");
  const gate = range === "whole" ? undefined : `${first!.column.at} is ${range === "present" ? "not null" : "null"}`;
  const beyond = after === undefined ? undefined : following(ordering, after.keys.slice(keys.length - ordering.length), after.id, down, to);
  const cut = conjunction(where, beyond, gate);
  return {
    text: `select ${recordColumns}${texts} from records where ${cut} order by ${order} limit ${most}`,
    params: to.params,
  };
}

/** The records of a plan by their ids, at most as many as the ids. */
export function compileByIds(plan: Plan, ids: readonly string[], { lock = false } = {}): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId], holds);
  const which = `id = any(${to.param(arrayText(ids), "uuid[]")})`;
  const text = `select ${recordColumns} from records where ${conjunction(base, which, holds(plan.where, to))}`;
  // in one order for everybody, so that two writers never wait for each other
  return { text: lock ? `${text} order by id for key share` : text, params: to.params };
}

/** The ids of a plan's records in their order, one more than its limit; `after` one of them: a walk over many, page by page. */
export function compileIds(plan: Plan, after?: string): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId], holds);
  const beyond = after === undefined ? undefined : `id > ${to.param(after, "uuid")}`;
  const where = conjunction(base, holds(plan.where, to), beyond);
  return { text: `select id from records where ${where} order by id limit ${to.param(plan.limit + 1, "int8")}`, params: to.params };
}

/**
 * Records of a plan that refer to the given ones by a column, at most so many of each and so many `inAll`, in the order of their making;
 * `whole` says to which.
 */
export function compileLines(plan: Plan, by: Column, wholes: readonly string[], most: number, inAll: number): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId], holds);
  const ids = to.param(arrayText(wholes), "uuid[]");
  const belongs = by.at === undefined ? `${natural(by, to)} = w.whole::text` : `${by.at} = w.whole`;
  const lines = `select ${recordColumns}, w.whole from records where ${conjunction(base, belongs, holds(plan.where, to))} order by id limit ${to.param(most, "int8")}`;
  const text = `select lines.* from unnest(${ids}) as w (whole) cross join lateral (${lines}) as lines limit ${to.param(inAll, "int8")}`;
  return { text, params: to.params };
}

/**
 * The first of a plan's records for somebody who types a name: those whose `title` field is the whole folded text, then those where it begins
 * with it, then the latest changed; or, without `ranked`, the latest made, for which not all have to be looked at.
 */
export function compileFound(plan: Plan, text: string, { title, ranked }: { title?: string | undefined; ranked: boolean }): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId], holds);
  const where = conjunction(base, holds(plan.where, to));
  const most = to.param(plan.limit + 1, "int8");
  if (!ranked) return { text: `select ${recordColumns} from records where ${where} order by id desc limit ${most}`, params: to.params };
  const field = title === undefined ? "null::text" : `s.texts->>${to.field(title)}`;
  const needle = to.param(text, "text");
  // nothing but its texts is named, so that bare columns stay those of the record
  const beside = `select b.texts from record_search b where b.tenant_id = $1::uuid and b.object_id = $2::text and b.record_id = records.id`;
  const rank = `case when ${field} = ${needle} then 0 when starts_with(${field}, ${needle}) then 1 else 2 end`;
  return {
    text: `select ${recordColumns} from records left join lateral (${beside} limit 1) s on true where ${where} order by ${rank}, updated_at desc, id desc limit ${most}`,
    params: to.params,
  };
}

/** One record. The text is one for all objects where the role has no rule over records. */
export function compileOne(plan: Plan, id: string): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId, id], holds);
  return {
    text: `select ${recordColumns} from records where ${conjunction(base, "id = $3::uuid", holds(plan.where, to))}`,
    params: to.params,
  };
}

/**
 * Which of several conditions hold of each of some records: id, c0, c1 … Either by their ids, as they stand, deleted or not; or given as
 * rows (columns by name, slots among them) as they are about to be written.
 */
export function compileVerdicts(
  tenantId: string,
  objectId: string,
  records: { readonly ids: readonly string[] } | { readonly rows: readonly Readonly<Record<string, Json>>[] },
  conditions: readonly Condition[],
): Statement {
  const to = spelling([tenantId, objectId], holds);
  const found = ["id", ...conditions.map((condition, index) => `(${holds(condition, to) ?? "true"}) is true as c${index}`)].join(", ");
  const which = "tenant_id = $1::uuid and object_id = $2::text";
  const text =
    "ids" in records
      ? `select ${found} from records where ${which} and id = any(${to.param(arrayText(records.ids), "uuid[]")})`
      : `select ${found} from jsonb_populate_recordset(null::records, ${to.param(records.rows, "jsonb")}) as records where ${which}`;
  return { text, params: to.params };
}

/** How many records a plan's condition meets; an estimate stops counting at `estimateLimit`. */
export function compileCount(plan: Plan): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId], holds);
  const where = conjunction(base, holds(plan.where, to));
  if (plan.count === "exact") return { text: `select count(*)::float8 as n from records where ${where}`, params: to.params };
  const most = to.param(estimateLimit, "int8");
  return { text: `select count(*)::float8 as n from (select 1 from records where ${where} limit ${most}) as counted`, params: to.params };
}

export const estimateLimit = 10_000;

/** Records of one object whose field refers to any of some records, with their data: what a deletion has to settle. `lock`: they will be changed. */
export function compileReferring(
  tenantId: string,
  objectId: string,
  column: Column,
  ids: readonly string[],
  limit: number,
  lock: boolean,
): Statement {
  const to = spelling([tenantId, objectId], holds);
  const refers = column.links === undefined ? holds({ kind: "oneOf", column, values: ids }, to) : linked(column, ids, to);
  return {
    text: `select ${recordColumns} from records where ${conjunction(base, refers)} order by id limit ${to.param(limit, "int8")}${lock ? " for update" : ""}`,
    params: to.params,
  };
}
