import type { Column } from "./column.ts";
import { holds } from "./compile-condition.ts";
import { direction } from "./compile-order.ts";
import { value } from "./compile-value.ts";
import type { Condition } from "./condition.ts";
import type { Plan } from "./plan.ts";
import { assertScoped, base, conjunction, spelling, type Spelling, type Statement } from "./spelling.ts";

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
    holds,
    made.map((each, index) => comparable(measures[index]!, each)),
  );
  const where = conjunction(base, holds(plan.where, to));
  const read = [
    ...groups.map(({ column, bucket }, index) => `${bucket === undefined ? value(column, to) : begins(column, bucket, to)} as k${index}`),
    ...measures.flatMap(({ column }, index) => (column === undefined ? [] : [`${value(column, to)} as v${index}`])),
  ];
  const given = [
    ...groups.map(({ column, bucket }, index) =>
      bucket === undefined ? `${shown(column, `k${index}`)} as g${index}` : `${beginning(`k${index}`, bucket.unit)} as g${index}`,
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
  if (fn === "countDistinct") return `count(distinct ${of})`;
  // its own average has sixteen digits and no more
  if (fn === "avg" && (column.type === "decimal" || column.type === "money")) return `((sum(${of}) + 0.000000000000) / count(${of}))`;
  return `${fn}(${of})`;
};

/** A measure in the units of the column's values, which a given one is compared with. */
function comparable({ fn, column }: Measure, made: string): string {
  if (column === undefined || fn === "count" || fn === "countDistinct") return made;
  if (column.at !== undefined && column.storage === "integer" && column.unit !== 1) return `(${made}::numeric / ${column.unit})`;
  return column.storage === "date" || column.storage === "instant" ? shown(column, made) : made;
}

/** "2026-01-31", of hours "2026-01-31T15:00". The clocks of a zone may stand in the year 0 (0000) or 10,000 (+010000). */
function beginning(at: string, unit: BucketUnit): string {
  const rest = unit === "hour" ? '-MM-DD"T"HH24:00' : "-MM-DD";
  return `case when ${at} < '0001-01-01' then to_char(${at}, '"0000"${rest}') when ${at} < '10000-01-01' then to_char(${at}, 'YYYY${rest}') else to_char(${at}, '"+0"YYYY${rest}') end`;
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
