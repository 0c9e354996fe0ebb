import { Decimal } from "decimal.js";
import type { Json, ScalarType } from "#metadata";
import { decimalPattern, type Column, type Hop, type Made } from "./column.ts";
import type { Comparison, Condition, Lines } from "./condition.ts";
import type { Plan, SortColumn } from "./plan.ts";
import { isRecordId } from "./typed.ts";

/**
 * Plans as SQL. The only file that spells SQL out of what somebody asked.
 *
 * The text depends on the shape of a plan, on index slots and on the kind of a value (absent, a long text, a bound that no
 * slot can hold), never on the value, the field or the object: those travel as parameters. A condition is spelled on two rails, where it holds and where it does not, so that NOT never meets NULL and
 * an absent value is not equal, not less, not greater, exactly as in the evaluator. What a rail leaves NULL counts as false.
 *
 * A field with a filled slot is compared in its slot column, of a leakproof type, which alone can use an index under row
 * security. Any other is read out of `data` by an accessor that yields NULL for what is not of its type and never raises.
 */
export interface Statement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** The standing columns of a record, in the order every statement gives them. */
export const recordColumns =
  "id, version::float8 as version, data, created_at::text as created, created_by, updated_at::text as updated, updated_by, deleted_at::text as deleted";

/** Where a page ended: which of the two ranges of the first sort key, the sort keys' own text there, the record. */
export interface Position {
  readonly absent: boolean;
  readonly keys: readonly (string | null)[];
  readonly id: string;
}

const slotCasts = {
  text: "text",
  integer: "int8",
  float: "float8",
  boolean: "bool",
  date: "timestamptz",
  instant: "timestamptz",
  reference: "uuid",
  json: "jsonb",
} as const;
const naturalCasts: { readonly [T in ScalarType]: string } = {
  text: "text",
  number: "numeric",
  decimal: "numeric",
  money: "numeric",
  boolean: "bool",
  date: "text",
  instant: "text",
  reference: "text",
  // a parameter of type jsonb would be encoded once more on its way
  json: "text::jsonb",
};
/** Longest text a slot holds, in code points. */
export const slotTextLength = 256;
const least = -(2n ** 63n);
const most = 2n ** 63n - 1n;

interface Spelling {
  readonly params: unknown[];
  param(value: unknown, cast: string): string;
  /** the id of a field (or its currency, its pattern), which stands in many places of one statement and travels once */
  field(id: string): string;
  /** how each measure of groups is spelled, for conditions on them */
  readonly measures: readonly string[];
  /** what the records around are called: those that bare column names mean */
  readonly around: string;
  /** Spells something over other records, which have a name of their own; bare column names mean theirs. */
  inside<Value>(spell: (name: string) => Value): Value;
}

function spelling(params: unknown[], measures: readonly string[] = []): Spelling {
  const fields = new Map<string, string>();
  const param = (value: unknown, cast: string) => `$${params.push(value)}::${cast}`;
  const names = ["records"];
  let made = 0;
  return {
    params,
    param,
    measures,
    get around() {
      return names.at(-1)!;
    },
    inside(spell) {
      names.push(`hop${(made += 1)}`);
      try {
        return spell(names.at(-1)!);
      } finally {
        names.pop();
      }
    },
    field(id) {
      const found = fields.get(id) ?? param(id, "text");
      fields.set(id, found);
      return found;
    },
  };
}

/** Everything a statement over one object begins with. Row security says the same again. */
const base = "tenant_id = $1::uuid and object_id = $2::text and deleted_at is null";

/** The statement of a page; `rest` gives what still belongs to it when the first leaves room. */
export interface PageStatement extends Statement {
  readonly rest?: Statement;
}

/**
 * One page of records, one more than its limit so that the caller knows whether there is a next one. Each row also gives the
 * text of its sort keys (k0, k1 …) and `absent`: in which range of the first key it stands.
 *
 * The partial index of a slot holds the records with a value; so a sort is two ranges: those by the index, then the records
 * without a value by id. The second range is a statement of its own, asked only where the first does not fill the page: planning
 * both at once costs as much as reading the first.
 */
export function compileSelect(plan: Plan, after?: Position): PageStatement {
  assertScoped(plan);
  const first = plan.sort[0];
  if (first?.column.at === undefined || first.column.via !== undefined || !sortKey(first, spelling([])).nullable)
    return rangeOf(plan, after, "whole");
  if (after?.absent === true) return rangeOf(plan, after, "absent");
  const begin = rangeOf(plan, after, "present");
  return holdsOnlyPresent(plan.where, first) ? begin : { ...begin, rest: rangeOf(plan, undefined, "absent") };
}

/** One range of the first sort key: the records with a value, those without, or all where it always has one. */
function rangeOf(plan: Plan, after: Position | undefined, range: "whole" | "present" | "absent"): Statement {
  const to = spelling([plan.tenantId, plan.objectId]);
  const where = conjunction(base, holds(plan.where, to));
  const most = to.param(plan.limit + 1, "int8");
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
    text: `select ${recordColumns}${texts}, ${range === "absent"} as absent from records where ${cut} order by ${order} limit ${most}`,
    params: to.params,
  };
}

/** The records of a plan by their ids, at most as many as the ids. */
export function compileByIds(plan: Plan, ids: readonly string[], { lock = false } = {}): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId]);
  const which = `id = any(${to.param(arrayText(ids), "uuid[]")})`;
  const text = `select ${recordColumns} from records where ${conjunction(base, which, holds(plan.where, to))}`;
  // in one order for everybody, so that two writers never wait for each other
  return { text: lock ? `${text} order by id for key share` : text, params: to.params };
}

/** The ids of a plan's records in their order, one more than its limit; `after` one of them: a walk over many, page by page. */
export function compileIds(plan: Plan, after?: string): Statement {
  assertScoped(plan);
  const to = spelling([plan.tenantId, plan.objectId]);
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
  const to = spelling([plan.tenantId, plan.objectId]);
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
  const to = spelling([plan.tenantId, plan.objectId]);
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
  const to = spelling([plan.tenantId, plan.objectId, id]);
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
  const to = spelling([tenantId, objectId]);
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
  const to = spelling([plan.tenantId, plan.objectId]);
  const where = conjunction(base, holds(plan.where, to));
  if (plan.count === "exact") return { text: `select count(*)::float8 as n from records where ${where}`, params: to.params };
  const most = to.param(estimateLimit, "int8");
  return { text: `select count(*)::float8 as n from (select 1 from records where ${where} limit ${most}) as counted`, params: to.params };
}
export const estimateLimit = 10_000;

export type Measure = { readonly fn: "count" | "countDistinct" | "sum" | "avg" | "min" | "max"; readonly column?: Column };

/** What records are grouped by: a value, or the stretch of time that it lies in, as seen in a zone. */
export interface Grouping {
  readonly column: Column;
  readonly bucket?: { readonly unit: BucketUnit; readonly zone: string };
}
export const bucketUnits = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type BucketUnit = (typeof bucketUnits)[number];

export interface GroupOrder {
  readonly by: "group" | "measure";
  readonly index: number;
  readonly descending: boolean;
}

/**
 * Groups and measures: g0, g1 … and m0, m1 … as text, numbers in the units of their slots. `having` is over columns that are `measured`.
 * A group without a value stands last.
 */
export function compileAggregate(
  plan: Plan,
  groups: readonly Grouping[],
  measures: readonly Measure[],
  having: Condition,
  order: readonly GroupOrder[],
): Statement {
  assertScoped(plan);
  const made = measures.map((measure, index) => aggregated(measure, `v${index}`));
  const to = spelling(
    [plan.tenantId, plan.objectId],
    made.map((each, index) => comparable(measures[index]!, each)),
  );
  const where = conjunction(base, holds(plan.where, to));
  const read = [
    ...groups.map(({ column, bucket }, index) => `${bucket === undefined ? value(column, to) : begins(column, bucket, to)} as k${index}`),
    ...measures.flatMap(({ column }, index) => (column === undefined ? [] : [`${value(column, to)} as v${index}`])),
  ];
  const given = [
    ...groups.map(({ column, bucket }, index) =>
      bucket === undefined
        ? `${shown(column, `k${index}`)} as g${index}`
        : `to_char(k${index}, '${bucket.unit === "hour" ? 'YYYY-MM-DD"T"HH24:00' : "YYYY-MM-DD"}') as g${index}`,
    ),
    ...measures.map(({ fn, column }, index) =>
      column !== undefined && (fn === "min" || fn === "max")
        ? `${shown(column, made[index]!)} as m${index}`
        : `${made[index]!}::text as m${index}`,
    ),
  ];
  const kept = holds(having, to);
  const keys = groups.map((_, index) => `k${index}`);
  const ordered = [
    ...order.map(({ by, index, descending }) => `${by === "group" ? `k${index}` : made[index]!} ${direction(descending)} nulls last`),
    ...keys.filter((_, index) => !order.some((each) => each.by === "group" && each.index === index)),
  ];
  const most = to.param(plan.limit + 1, "int8");
  const text = [
    `select ${given.join(", ")} from (select ${read.join(", ")} from records where ${where}) as read`,
    keys.length === 0 ? "" : ` group by ${keys.join(", ")}`,
    kept === undefined ? "" : ` having ${kept}`,
    keys.length === 0 ? "" : ` order by ${ordered.join(", ")}`,
    ` limit ${most}`,
  ].join("");
  return { text, params: to.params };
}

const aggregated = ({ fn, column }: Measure, of: string): string => {
  if (column === undefined) return "count(*)";
  return fn === "countDistinct" ? `count(distinct ${of})` : `${fn}(${of})`;
};

/** A measure in the units of the column's values, which a given one is compared with. */
function comparable({ fn, column }: Measure, made: string): string {
  if (column === undefined || fn === "count" || fn === "countDistinct") return made;
  if (column.at !== undefined && column.storage === "integer" && column.unit !== 1) return `(${made}::numeric / ${column.unit})`;
  return column.storage === "date" || column.storage === "instant" ? shown(column, made) : made;
}

/** Where the stretch of time begins that a value lies in, by the clocks of the zone; days are the same everywhere. */
function begins(column: Column, { unit, zone }: NonNullable<Grouping["bucket"]>, to: Spelling): string {
  const day = column.type === "date";
  const it = value(column, to);
  const type = day ? "date" : "timestamptz";
  const moment =
    column.at !== undefined
      ? it
      : `(case when pg_input_is_valid(${it}, '${type}') then (${it})::${type}${day ? "::timestamp at time zone 'UTC'" : ""} end)`;
  return `date_trunc('${bucketUnits.find((each) => each === unit)!}', ${moment} at time zone ${day ? "'UTC'" : to.param(zone, "text")})`;
}

/** A value as canonical text. */
function shown(column: Column, found: string): string {
  if (column.at === undefined) return `(${found})::text`;
  if (column.storage === "date") return `to_char(${found} at time zone 'UTC', 'YYYY-MM-DD')`;
  if (column.storage === "instant") return `to_char(${found} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return `(${found})::text`;
}

/** Records of one object whose field refers to any of some records, with their data: what a deletion has to settle. `lock`: they will be changed. */
export function compileReferring(
  tenantId: string,
  objectId: string,
  column: Column,
  ids: readonly string[],
  limit: number,
  lock: boolean,
): Statement {
  const to = spelling([tenantId, objectId]);
  const refers = column.links === undefined ? holds({ kind: "oneOf", column, values: ids }, to) : linked(column, ids, to);
  return {
    text: `select ${recordColumns} from records where ${conjunction(base, refers)} order by id limit ${to.param(limit, "int8")}${lock ? " for update" : ""}`,
    params: to.params,
  };
}

// —— values

/** `json` of JSON as one text that a jsonb cast reads: no driver's opinion about arrays and scalars comes between. */
const jsonText = (json: Json): string => JSON.stringify(json);

/** A Postgres array literal. */
export const arrayText = (values: readonly (string | number | bigint | boolean)[]): string =>
  `{${values.map((each) => `"${String(each).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;

const scalarOf = (column: Column): ScalarType => (typeof column.type === "string" ? column.type : "json");

/** The column where it is quickest: the slot, else out of `data`. */
function value(column: Column, to: Spelling): string {
  if (column.via !== undefined) return along(column.via, to, (name) => value(bare(column, name), to));
  return column.at === undefined ? natural(column, to) : `${column.of ?? ""}${column.at}`;
}

/** The value out of `data`, NULL where it is not of the type; never raises. Columns that every record has stand for themselves. */
function natural(column: Column, to: Spelling): string {
  if (column.via !== undefined) return along(column.via, to, (name) => natural(bare(column, name), to));
  if (column.made !== undefined) return made(column.made, column, to);
  if (column.measured !== undefined) return to.measures[column.measured]!;
  if (column.element !== true && column.field === undefined) return standing(column);
  const id = column.field === undefined ? "" : to.field(column.field);
  const held = `${column.of ?? ""}data->${id}`;
  const it = column.element === true ? `${column.of ?? ""}value` : column.inside === undefined ? held : `${held}->'${column.inside}'`;
  const kind = `jsonb_typeof(${it})`;
  const text =
    column.element === true
      ? `(${it} #>> '{}')`
      : column.inside === undefined
        ? `${column.of ?? ""}data->>${id}`
        : `${held}->>'${column.inside}'`;
  switch (scalarOf(column)) {
    case "text":
      return `(case when ${kind} = 'string' then ${text} end) collate "C"`;
    case "number":
      return `(case when ${kind} = 'number' then (${text})::numeric end)`;
    case "decimal":
      return `(case when ${kind} = 'string' and ${text} ~ ${to.field(decimalPattern(column))} then (${text})::numeric end)`;
    case "money":
      return `(case when jsonb_typeof(${it}->'minor') = 'number' and ${it}->>'currency' = ${to.field(column.currency ?? "")} then (${it}->>'minor')::numeric end)`;
    case "boolean":
      return `(case when ${kind} = 'boolean' then (${text})::bool end)`;
    case "date":
      return `(case when ${kind} = 'string' and ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' and pg_input_is_valid(${text}, 'date') then ${text} end) collate "C"`;
    case "instant":
      return `(case when ${kind} = 'string' and ${text} ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\\.[0-9]{3}Z$' and pg_input_is_valid(left(${text}, 10), 'date') then ${text} end) collate "C"`;
    case "reference":
      return `(case when ${kind} = 'string' and ${text} ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then ${text} end) collate "C"`;
    case "json":
      return typeof column.type === "string"
        ? `(case when ${kind} <> 'null' then ${it} end)`
        : `(case when ${kind} = 'array' then ${it} end)`;
  }
}

/** A column that every record has, as what `natural` yields for a field of its type. */
function standing({ at: name, of = "", storage }: Column): string {
  const at = `${of}${name}`;
  if (storage === "integer") return `${at}::numeric`;
  if (storage === "instant") return `to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') collate "C"`;
  return storage === "reference" ? `${at}::text collate "C"` : `${at}`;
}

/** The same column of the record that is at hand, under its name. */
function bare({ via: _, ...column }: Column, name: string): Column {
  return { ...column, of: `${name}.` };
}

/** A value of the record that references lead to, NULL where one leads nowhere. */
function along(via: readonly Hop[], to: Spelling, spell: (name: string) => string): string {
  const [hop, ...rest] = via;
  if (hop === undefined) return spell(to.around);
  const from = to.around;
  return to.inside((name) => {
    const found = along(rest, to, spell);
    return `(select ${found} from records ${name} where ${reached(hop, from, to)})`;
  });
}

/** What holds of the one record that a hop leads to, spelled among the records it leads to. */
function reached(hop: Hop, from: string, to: Spelling): string {
  const reference = { ...hop.reference, of: `${from}.` };
  const id = hop.reference.at === undefined ? `(${natural(reference, to)})::uuid` : value(reference, to);
  return conjunction(
    `${to.around}.tenant_id = $1::uuid and ${to.around}.object_id = ${to.field(hop.objectId)} and ${to.around}.id = ${id} and ${to.around}.deleted_at is null`,
    holds(hop.rows, to),
  );
}

/** Whether the references lead to a record of which something holds. */
function exists(via: readonly Hop[], to: Spelling, spell: (name: string) => string): string {
  const [hop, ...rest] = via;
  if (hop === undefined) return spell(to.around);
  const from = to.around;
  return to.inside((name) => `exists (select from records ${name} where ${conjunction(reached(hop, from, to), exists(rest, to, spell))})`);
}

/**
 * A computed value, of decimals and amounts as numeric, of numbers as the evaluator computes them. Their operands stay so far
 * within a double that no product leaves it: Postgres would raise where JavaScript goes on; beyond, they count as absent.
 */
function made(how: Made, column: Column, to: Spelling): string {
  if (column.type !== "number") return exactly(how, column, to);
  const bound = Math.floor(307 / degreeOf(column));
  const spell = (part: Made["of"][number]): string => {
    if ("value" in part) {
      const fits = typeof part.value === "number" && (part.value === 0 || Math.abs(Math.log10(Math.abs(part.value))) < bound);
      return to.param(fits ? String(part.value) : null, "float8");
    }
    if (part.made !== undefined) return join(part.made, part.made.of.map(spell));
    const it = `(${natural(part, to)})::numeric`;
    return `(case when ${it} = 0 or abs(${it}) between 1e-${bound} and 1e${bound} then (${it})::float8 end)`;
  };
  return join(how, how.of.map(spell));
}

const join = ({ by }: Made, parts: readonly string[]): string => {
  if (by === "??") return `coalesce(${parts.join(", ")})`;
  return parts.length === 1 ? (by === "-" ? `(0 - ${parts[0]})` : parts[0]!) : `(${parts.join(` ${by} `)})`;
};

/** Amounts are numbers of minor units; one times a factor is rounded to such, half away from zero. */
function exactly(how: Made, column: Column, to: Spelling): string {
  const joined = join(
    how,
    how.of.map((part) => ("value" in part ? to.param(part.value === null ? null : String(part.value), "numeric") : natural(part, to))),
  );
  return column.type === "money" && how.by === "*" ? `round(${joined})` : joined;
}

/** How many fields are multiplied with each other at most. */
function degreeOf({ made: how }: Column): number {
  const degrees = how === undefined ? [] : how.of.map((each) => ("value" in each ? 1 : degreeOf(each)));
  if (degrees.length === 0) return 1;
  return how!.by === "*" ? degrees.reduce((sum, each) => sum + each, 0) : Math.max(...degrees);
}

/** A given value as what `natural` yields. */
function naturalValue(column: Column, given: Json): unknown {
  const type = scalarOf(column);
  if (type === "number" || type === "decimal" || type === "money") return String(given);
  if (type === "json") return jsonText(given);
  return given;
}

const isLong = (text: string): boolean => text.length >= slotTextLength && [...text].length >= slotTextLength;
export const cutText = (text: string): string => (isLong(text) ? [...text].slice(0, slotTextLength).join("") : text);

// —— conditions

/** Where a condition holds. */
function holds(condition: Condition, to: Spelling): string | undefined {
  return condition.kind === "always" && condition.holds ? undefined : rail(condition, true, to);
}

function rail(condition: Condition, positive: boolean, to: Spelling): string {
  // what holds of one value over references: there is the record, and it holds of that; of an absent value none of these holds
  if ("column" in condition && condition.column.via !== undefined && condition.kind !== "containsColumn") {
    const { column, ...rest } = condition;
    const absent = condition.kind === "absent";
    const found = exists(column.via!, to, (name) => rail({ ...rest, column: bare(column, name) } as Condition, !absent, to));
    return absent === positive ? `not ${found}` : found;
  }
  switch (condition.kind) {
    case "always":
      return condition.holds === positive ? "true" : "false";
    case "not":
      return rail(condition.part, !positive, to);
    case "and":
    case "or": {
      const given = condition.kind === "or" && positive && condition.parts.every(isFound);
      const parts = condition.parts.map((part) => (given && part.kind === "shared" ? sharedIds(part, to) : rail(part, positive, to)));
      const all = (condition.kind === "and") === positive;
      if (parts.length === 0) return all ? "true" : "false";
      return `(${parts.join(all ? " and " : " or ")})`;
    }
    case "is":
      return is(condition.column, condition.by, condition.value, positive, to);
    case "oneOf":
      return oneOf(condition.column, condition.values, positive, to);
    case "against":
      return against(condition.left, condition.by, condition.right, positive, to);
    case "absent":
      return `${value(condition.column, to)} is ${positive ? "" : "not "}null`;
    case "truthy":
      return truthy(condition.column, positive, to);
    case "contains":
      return contains(condition.column, condition.value, positive, to);
    case "someElement":
      return someElement(condition.column, condition.part, positive, to);
    case "someLine":
      return someLine(condition.lines, condition.part, positive, to);
    case "within": {
      const found = `strpos(${to.param(condition.value, "text")}, ${natural(condition.column, to)}) > 0`;
      return positive ? found : `(${found}) is not true`;
    }
    case "containsColumn":
      return containsColumn(condition.column, condition.value, positive, to);
    case "shared":
      return shared(condition, positive, to);
    case "search":
      return searched(condition, positive, to);
  }
}

/** What a record is found by stands beside it, under the fields it is of: what somebody may not see finds nothing for him. */
function searched({ objectId, fields, words }: Extract<Condition, { kind: "search" }>, positive: boolean, to: Spelling): string {
  if (fields.length === 0) return positive ? "false" : "true";
  const from = to.around;
  const found = to.inside((name) => {
    const each = words.map(({ text, sound }) => {
      const needle = to.param(text, "text");
      const pattern = sound === undefined ? undefined : to.param(sound, "text");
      const holding = fields.map((id) => {
        const written = `strpos(${name}.texts->>${to.field(id)}, ${needle}) > 0`;
        return pattern === undefined ? written : `${written} or ${name}.texts->>${to.field(`~${id}`)} ~ ${pattern}`;
      });
      return `(${holding.join(" or ")})`;
    });
    const beside = `${name}.tenant_id = $1::uuid and ${name}.object_id = ${to.field(objectId)} and ${name}.record_id = ${from}.id`;
    // a value, not a join: looked up for each record by its key, whatever the database believes of how many there are
    return `(select ${each.join(" and ")} from record_search ${name} where ${beside}) is ${positive ? "" : "not "}true`;
  });
  return found;
}

type Shared = Extract<Condition, { kind: "shared" }>;

/** What was given to somebody one by one, asked for each record. Its end is told by the database's clock. */
function shared(condition: Shared, positive: boolean, to: Spelling): string {
  const from = to.around;
  const found = to.inside(
    (name) => `exists (select from record_share ${name} where ${name}.record_id = ${from}.id and ${held(condition, name, to)})`,
  );
  return positive ? found : `not ${found}`;
}

/** The same by their ids, looked up once: beside other arms that an index finds, the records are found by theirs. */
function sharedIds(condition: Shared, to: Spelling): string {
  const from = to.around;
  const ids = to.inside((name) => `select ${name}.record_id from record_share ${name} where ${held(condition, name, to)}`);
  return `${from}.id = any(array(${ids}))`;
}

function held({ objectId, holders, update }: Shared, name: string, to: Spelling): string {
  const level = update ? ` and ${name}.level = 'update'` : "";
  const by = `${name}.holder = any(${to.param(arrayText(holders), "text[]")})`;
  return `${name}.tenant_id = $1::uuid and ${name}.object_id = ${to.field(objectId)} and ${by}${level} and (${name}.until is null or ${name}.until > now())`;
}

/** Whether an index finds the records that meet it, and they are likely to be few. */
function isFound(condition: Condition): boolean {
  switch (condition.kind) {
    case "always":
      return !condition.holds;
    case "shared":
      return condition.few;
    case "is":
      return condition.by === "eq" && isIndexed(condition.column);
    case "oneOf":
      return isIndexed(condition.column);
    case "and":
      return condition.parts.some(isFound);
    case "or":
      return condition.parts.every(isFound);
    default:
      return false;
  }
}

const isIndexed = ({ field, at, via, type }: Column): boolean =>
  via === undefined && at !== undefined && (field !== undefined || at === "id") && type !== "boolean";

const signs = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;
const contrary = { eq: "<>", lt: ">=", lte: ">", gt: "<=", gte: "<" } as const;

function is(column: Column, by: Comparison, given: Json, positive: boolean, to: Spelling): string {
  if (column.links !== undefined && column.inside === "id" && by === "eq") {
    if (!isRecordId(given)) return positive ? "false" : "true";
    return `${positive ? "" : "not "}${linked(column, given, to)}`;
  }
  const bound = column.at === undefined ? undefined : slotBound(column, by, given);
  if (bound === undefined) {
    return compared(natural(column, to), by, to.param(naturalValue(column, given), naturalCasts[scalarOf(column)]), positive);
  }
  if (bound === "never") return positive ? "false" : "true";
  if (bound === "present") return positive ? `${value(column, to)} is not null` : `${value(column, to)} is null`;
  const slot = (sign: Comparison) => compared(value(column, to), sign, to.param(bound.value, slotCasts[column.storage]), positive);
  if (!bound.recheck) return slot(bound.by);
  // the slot holds the beginning of a long text: it finds the candidates, `data` decides
  const exact = compared(natural(column, to), by, to.param(given, "text"), positive);
  if (!positive) return exact;
  return `(${slot(by === "lt" ? "lte" : by === "gt" ? "gte" : by)} and ${exact})`;
}

const compared = (left: string, by: Comparison, right: string, positive: boolean): string =>
  positive ? `${left} ${signs[by]} ${right}` : `(${left} is null or ${left} ${contrary[by]} ${right})`;

type Bound = { readonly by: Comparison; readonly value: unknown; readonly recheck?: boolean };

/** A comparison as one on the slot; integers are scaled, and a bound between two of them moves to the next that decides the same. */
function slotBound(column: Column, by: Comparison, given: Json): Bound | "never" | "present" | undefined {
  if (column.storage === "text") {
    const text = given as string;
    return isLong(text) ? { by, value: cutText(text), recheck: true } : { by, value: text };
  }
  if (column.storage === "date") return { by, value: `${given as string}T00:00:00.000Z` };
  if (column.storage === "reference" && !isRecordId(given)) return by === "eq" ? "never" : undefined;
  if (column.storage !== "integer") return { by, value: given };
  const text = naturalValue(column, given) as string;
  const steps = stepsOf(text, column.unit);
  if (steps !== undefined) return inReach({ by, value: steps });
  const exact = new Decimal(text).mul(column.unit);
  const floor = BigInt(exact.floor().toFixed(0));
  if (!exact.isInteger()) {
    if (by === "eq") return "never";
    if (by === "gt" || by === "gte") return inReach({ by: "gt", value: floor });
    return inReach({ by: "lte", value: floor });
  }
  return inReach({ by, value: floor });
}

/** A plain number with no more places than the unit has, in units; undefined: it takes more to tell. */
function stepsOf(text: string, unit: number): bigint | undefined {
  const parts = /^(-?[0-9]{1,15})(?:[.]([0-9]{1,9}))?$/.exec(text);
  const places = Math.round(Math.log10(unit));
  const fraction = parts?.[2] ?? "";
  return parts === null || fraction.length > places || 10 ** places !== unit ? undefined : BigInt(parts[1]! + fraction.padEnd(places, "0"));
}

/** Beyond int8 every slot is on one side. */
function inReach(bound: { by: Comparison; value: bigint }): Bound | "never" | "present" {
  if (bound.value >= least && bound.value <= most) return { by: bound.by, value: String(bound.value) };
  if (bound.by === "eq") return "never";
  const below = bound.by === "lt" || bound.by === "lte";
  return below === bound.value > most ? "present" : "never";
}

function oneOf(column: Column, values: readonly Json[], positive: boolean, to: Spelling): string {
  const some = (left: string, list: string) => (positive ? `${left} = any(${list})` : `(${left} is null or ${left} <> all(${list}))`);
  const long = column.storage === "text" && values.some((each) => isLong(each as string));
  if (column.at === undefined || long) {
    const type = naturalCasts[scalarOf(column)];
    return some(natural(column, to), to.param(arrayText(values.map((each) => naturalValue(column, each) as string)), `${type}[]`));
  }
  const slots = values.flatMap((each) => {
    const bound = slotBound(column, "eq", each);
    return bound === undefined || typeof bound === "string" ? [] : [bound.value as string];
  });
  return some(value(column, to), to.param(arrayText(slots), `${slotCasts[column.storage]}[]`));
}

function against(left: Column, by: Comparison, right: Column, positive: boolean, to: Spelling): string {
  const a = natural(left, to);
  const b = natural(right, to);
  const same = family(left) === family(right);
  if (by === "eq") {
    const bothAbsent = `(${a} is null and ${b} is null)`;
    if (!same) return positive ? bothAbsent : `not ${bothAbsent}`;
    return positive ? `(${a} = ${b} or ${bothAbsent})` : `${a} is distinct from ${b}`;
  }
  if (!same) return positive ? "false" : "true";
  return positive ? `${a} ${signs[by]} ${b}` : `(${a} ${signs[by]} ${b}) is not true`;
}

/** Values that may be compared with each other. Money of two currencies may not. */
function family(column: Column): string {
  const type = scalarOf(column);
  if (type === "reference") return "text";
  return type === "decimal" ? "number" : type === "money" ? `money ${column.currency}` : type;
}

function truthy(column: Column, positive: boolean, to: Spelling): string {
  const it = value(column, to);
  if (column.type === "json") {
    const list = `all('{"\\"\\"",0,false,[]}'::jsonb[])`;
    return positive ? `${it} <> ${list}` : `(${it} <> ${list}) is not true`;
  }
  const nothing = typeof column.type !== "string" ? "'[]'::jsonb" : { text: "''", number: "0", boolean: "false" }[column.type as string];
  if (nothing === undefined) return `${it} is ${positive ? "not " : ""}null`;
  return positive ? `${it} <> ${nothing}` : `(${it} is null or ${it} = ${nothing})`;
}

function someElement(column: Column, part: Condition, positive: boolean, to: Spelling): string {
  const list = natural(column, to);
  const found = to.inside((name) => `exists (select from jsonb_array_elements(${list}) as ${name} (value) where ${rail(part, true, to)})`);
  return positive ? found : `not ${found}`;
}

function someLine({ objectId, by, rows }: Lines, part: Condition, positive: boolean, to: Spelling): string {
  const from = to.around;
  const found = to.inside((name) => {
    const whole = by.at === undefined ? `${natural(by, to)} = ${from}.id::text` : `${name}.${by.at} = ${from}.id`;
    const base = `${name}.tenant_id = $1::uuid and ${name}.object_id = ${to.field(objectId)} and ${name}.deleted_at is null and ${whole}`;
    return `exists (select from records ${name} where ${conjunction(base, holds(rows, to), holds(part, to))})`;
  });
  return positive ? found : `not ${found}`;
}

/** The records that a field points at, by the table that repeats them, of which an index can be used. */
function linked(column: Column, id: string | readonly string[], to: Spelling): string {
  const { object, targets } = column.links!;
  const from = to.around;
  const among = typeof id === "string" ? () => `= ${to.param(id, "uuid")}` : () => `= any(${to.param(arrayText(id), "uuid[]")})`;
  return to.inside(
    (name) =>
      `exists (select from record_link ${name} where ${name}.tenant_id = $1::uuid and ${name}.object_id = ${to.field(object)} and ${name}.field_id = ${to.field(column.field!)} and ${name}.record_id = ${from}.id and ${name}.target_object_id = any(${to.param(arrayText(targets), "text[]")}) and ${name}.target_id ${among()})`,
  );
}

function contains(column: Column, given: Json, positive: boolean, to: Spelling): string {
  if (column.links !== undefined) {
    if (!isRecordId(given)) return positive ? "false" : "true";
    return `${positive ? "" : "not "}${linked(column, given, to)}`;
  }
  const it = natural(column, to);
  const found =
    column.type === "text" ? `strpos(${it}, ${to.param(given, "text")}) > 0` : `${it} @> ${to.param(jsonText([given]), "text")}::jsonb`;
  return positive ? found : `(${found}) is not true`;
}

function containsColumn(column: Column, held: Column, positive: boolean, to: Spelling): string {
  const found =
    column.type === "text"
      ? held.type === "text"
        ? `strpos(${natural(column, to)}, ${natural(held, to)}) > 0`
        : "false"
      : `${natural(column, to)} @> jsonb_build_array(${natural(held, to)})`;
  return positive ? found : `(${found}) is not true`;
}

// —— order

interface KeySpelling {
  readonly expression: string;
  readonly cast: string;
  readonly descending: boolean;
  readonly nullable: boolean;
  readonly order: string;
}

const direction = (descending: boolean): string => (descending ? "desc" : "asc");

function sortKey({ column, descending }: SortColumn, to: Spelling): KeySpelling {
  const expression = value(column, to);
  const nullable = column.field !== undefined;
  return {
    expression,
    cast: column.at === undefined ? naturalCasts[scalarOf(column)] : slotCasts[column.storage],
    descending,
    nullable,
    order: `${expression} ${direction(descending)}${nullable ? " nulls last" : ""}`,
  };
}

/** The records after a position, in the order of the keys and then of ids. */
function following(keys: readonly KeySpelling[], at: readonly (string | null)[], id: string, down: boolean, to: Spelling): string {
  const sign = (descending: boolean) => (descending ? "<" : ">");
  const only = keys[0];
  const last = () => to.param(id, "uuid");
  if (only === undefined) return `id ${sign(down)} ${last()}`;
  // one comparison of rows, which the index of the slot answers whole
  if (keys.length === 1 && !only.nullable && at[0] !== null) {
    return `(${only.expression}, id) ${sign(only.descending)} (${to.param(at[0], "text")}::${only.cast}, ${last()})`;
  }
  const from = (index: number): string => {
    const key = keys[index];
    if (key === undefined) return `id ${sign(down)} ${last()}`;
    const known = at[index];
    if (known === null || known === undefined) return `(${key.expression} is null and ${from(index + 1)})`;
    const bound = `${to.param(known, "text")}::${key.cast}`;
    const beyond = key.nullable
      ? `(${key.expression} ${sign(key.descending)} ${bound} or ${key.expression} is null)`
      : `${key.expression} ${sign(key.descending)} ${bound}`;
    return `(${beyond} or (${key.expression} = ${bound} and ${from(index + 1)}))`;
  };
  // the bound alone lets the index begin at the right place
  const start =
    only.nullable || at[0] === null ? "" : `${only.expression} ${sign(only.descending)}= ${to.param(at[0], "text")}::${only.cast} and `;
  return `(${start}${from(0)})`;
}

/** The condition itself leaves out the records without a value of the first key. */
const holdsOnlyPresent = (where: Condition, first: SortColumn): boolean =>
  (where.kind === "and" ? where.parts : [where]).some(
    (part) => (part.kind === "is" || part.kind === "oneOf") && part.column.via === undefined && part.column.at === first.column.at,
  );

const conjunction = (...parts: readonly (string | undefined)[]): string => parts.filter((part) => part !== undefined).join(" and ");

function assertScoped(plan: Plan): void {
  if (!plan.scoped) throw new Error(`The plan over <${plan.object}> has no scope: lay it on before it is compiled.`);
}
