import { Decimal } from "decimal.js";
import { ok, pointer, problem, refused, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { columnOf, type Column } from "./column.ts";
import { compileAggregate, type Measure } from "./compile.ts";
import { unknownField } from "./unknown-field.ts";
import { planned } from "./run.ts";

export interface AggregateRequest {
  readonly filter?: Json;
  readonly groupBy?: readonly string[];
  readonly measures: readonly { readonly fn: Measure["fn"]; readonly field?: string }[];
}

/** One group: its values by API name (absent = null), and the measures in the order they were asked. */
export interface Group {
  readonly group: Readonly<Record<string, Json>>;
  readonly values: readonly Json[];
}

/** Most groups of one answer, in the order of their values; one more is refused, for half a sum misleads. */
export const mostGroups = 1_000;

const functions = ["count", "sum", "avg", "min", "max"] as const;
const added = new Set<unknown>(["number", "decimal", "money"]);

/** Counts, sums, averages, least and greatest over the records that the actor may read. Money and decimals are exact. */
export async function aggregateRecords(
  platform: Platform,
  actor: Actor,
  objectName: string,
  request: AggregateRequest,
): Promise<Result<readonly Group[]>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const now = new Date().toISOString();
  const scoped = planned(
    effective,
    actor,
    objectName,
    { limit: 1, ...(request.filter === undefined ? {} : { filter: request.filter }) },
    now,
  );
  const object = effective.objects.get(objectName);
  const right = accessTo(effective, actor, objectName)?.read;
  if (object === undefined || right === undefined)
    return scoped.ok ? refused(problem("not_found", "", "There is no such object.")) : scoped;

  const problems: Problem[] = scoped.ok ? [] : [...scoped.problems];
  const find = (name: string, path: string): Column | undefined => {
    const column = object.byName.has(name) && !right.sees(name) ? undefined : columnOf(object, name);
    if (column === undefined) problems.push(unknownField(object, name, path));
    else if (typeof column.type !== "string" || column.type === "json") {
      problems.push(problem("invalid_query", path, `"${name}" holds several values.`, { details: { field: name } }));
      return undefined;
    }
    return column;
  };
  const groups = (request.groupBy ?? []).flatMap((name, index) => find(name, pointer("groupBy", index)) ?? []);
  const measures = request.measures.flatMap(({ fn, field }, index): Measure[] => {
    const path = pointer("measures", index);
    if (!functions.includes(fn)) problems.push(problem("invalid_query", `${path}/fn`, `"fn" is one of ${functions.join(", ")}.`));
    if (field === undefined) {
      if (fn !== "count") problems.push(problem("required", `${path}/field`, `"${fn}" needs a field.`));
      return [{ fn }];
    }
    const column = find(field, `${path}/field`);
    if (column === undefined) return [];
    if ((fn === "sum" || fn === "avg") && !added.has(column.type)) {
      problems.push(
        problem("wrong_type", `${path}/field`, `"${field}" has no ${fn === "sum" ? "sum" : "average"}.`, { details: { field } }),
      );
    }
    if ((fn === "min" || fn === "max") && (column.type === "boolean" || column.storage === "reference")) {
      problems.push(problem("wrong_type", `${path}/field`, `"${field}" has no order.`, { details: { field } }));
    }
    return [{ fn, column }];
  });
  if (!scoped.ok || problems.length > 0) return refused(...problems);

  const { text, params } = compileAggregate({ ...scoped.value.plan, limit: mostGroups }, groups, measures);
  const [rows] = await platform.db.batch(actor.tenantId, [{ text, params }], { readOnly: true });
  if (rows!.length > mostGroups) return refused(problem("limit_exceeded", "/groupBy", `There are more than ${mostGroups} groups.`));
  return ok(
    rows!.map((row) => ({
      group: Object.fromEntries(groups.map((column, index) => [request.groupBy![index]!, read(column, row[`g${index}`])])),
      values: measures.map(({ fn, column }, index) => {
        const found = row[`m${index}`];
        return column === undefined || fn === "count" ? Number(found) : read(column, found, fn === "avg");
      }),
    })),
  );
}

/** A measured text as a value of the column's type. An average of money is rounded to the minor unit, of decimals to four more places. */
function read(column: Column, found: unknown, average = false): Json {
  if (found === null || found === undefined) return null;
  const text = String(found);
  switch (column.type) {
    case "number":
      return Number(text);
    case "boolean":
      return text === "true" || text === "t";
    case "money":
      return { currency: column.currency ?? null, minor: new Decimal(text).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber() };
    case "decimal": {
      const places = Math.round(Math.log10(column.unit)) + (average ? 4 : 0);
      const exact = column.at === undefined ? new Decimal(text) : new Decimal(text).div(column.unit);
      return exact.toFixed(places);
    }
    default:
      return text;
  }
}
