import type { Json } from "#metadata";
import { Decimal } from "decimal.js";
import type { Column } from "./column.ts";
import { bare, exists, natural, naturalValue, scalarOf, value } from "./compile-value.ts";
import type { Comparison, Condition, Lines } from "./condition.ts";
import { arrayText, conjunction, cutText, isLong, jsonText, naturalCasts, slotCasts, type Spelling } from "./spelling.ts";
import { isRecordId } from "./typed.ts";

const least = -(2n ** 63n);

const most = 2n ** 63n - 1n;

/** Where a condition holds. */
export function holds(condition: Condition, to: Spelling): string | undefined {
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
export function linked(column: Column, id: string | readonly string[], to: Spelling): string {
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
