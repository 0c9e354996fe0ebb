import { ok, problem, refused, type Json, type Result, type Text } from "#metadata";
import type { Actor } from "../actor.ts";
import { slotLetter } from "../drafts/assign-slots.ts";
import { designProblem } from "../drafts/may-design.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { freeOf } from "./read-slots.ts";

/** Reads that looked through records, and the field whose index would spare them that. */
export interface Advice {
  readonly object: string;
  /** the field to index */
  readonly field: string;
  /** what the slowest of them filter and sort by without an index */
  readonly filtered: readonly string[];
  readonly sorted: readonly string[];
  /** views that filter or sort by the field */
  readonly views: readonly { readonly name: string; readonly label: Text }[];
  readonly before: Before;
  /** advised: to be done · filling: indexed, being filled · done: indexed and ready; no slot: every column of its kind is taken */
  readonly state: "advised" | "filling" | "done" | "no slot";
}

/** Measured over the last days: how often, how many of them were refused or stopped, how long one took on average, how many records it looked through at most. */
interface Before {
  readonly times: number;
  readonly refused: number;
  /** absent: none was carried out */
  readonly ms?: number;
  readonly records: number;
}

/** Days that are looked back on. */
const days = 14;
/** ms. Reads that are quicker on average are nobody's trouble. */
const leastMs = 20;

/** $1 tenant, $2 days */
const slow = `select object_id as object, detail, sum(times)::float8 as times, sum(ms)::float8 as ms, max(records)::float8 as records
from slow_query where tenant_id = $1::uuid and day > current_date - $2::int4 group by object_id, shape, detail
order by (detail ? 'refused') desc, sum(ms) desc limit 500`;

interface Row {
  readonly object: string;
  readonly detail: { readonly filtered: readonly string[]; readonly sorted: readonly string[]; readonly refused?: true };
  readonly times: number;
  readonly ms: number;
  readonly records: number;
}

/** Which indexes would spare the tenant's people the most waiting, the most first. For those who design. */
export async function readAdvice(platform: Platform, actor: Actor, objectName?: string): Promise<Result<readonly Advice[]>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  if (objectName !== undefined && !effective.objects.has(objectName))
    return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`));
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: slow, params: [actor.tenantId, days] }], { readOnly: true });
  const byField = new Map<ResolvedField, { readonly object: ResolvedObject; readonly rows: Row[] }>();
  for (const row of rows as unknown as Row[]) {
    const object = [...effective.objects.values()].find(({ id }) => id === row.object);
    if (object === undefined || (objectName !== undefined && object.name !== objectName)) continue;
    const field = advised(object, row.detail);
    if (field === undefined) continue;
    const found = byField.get(field);
    if (found === undefined) byField.set(field, { object, rows: [row] });
    else found.rows.push(row);
  }
  const found = [...byField].flatMap(([field, { object, rows: reads }]): { advice: Advice; weight: number }[] => {
    const before = together(reads);
    if (before.refused === 0 && (before.ms ?? 0) < leastMs) return [];
    const { filtered, sorted } = reads[0]!.detail;
    const advice = { object: object.name, field: field.name, filtered, sorted, views: viewsBy(effective, object, field.name), before };
    return [
      {
        advice: { ...advice, state: stateOf(object, field) },
        weight: before.refused * 10_000 + reads.reduce((sum, { ms }) => sum + ms, 0),
      },
    ];
  });
  return ok(found.sort((a, b) => b.weight - a.weight).map(({ advice }) => advice));
}

/** A filter leaves fewer records to look at; an order only saves the sorting. What has its index already was the trouble once. */
function advised(object: ResolvedObject, { filtered, sorted }: Row["detail"]): ResolvedField | undefined {
  const fields = [...filtered, ...sorted].flatMap((name) => object.byName.get(name) ?? []).filter(indexable);
  return fields.find(({ slot }) => slot?.state === "ready") ?? fields[0];
}

function together(rows: readonly Row[]): Before {
  const sum = (list: readonly Row[], of: (row: Row) => number) => list.reduce((all, row) => all + of(row), 0);
  const done = rows.filter(({ detail }) => detail.refused !== true);
  const times = sum(rows, (row) => row.times);
  const answered = sum(done, (row) => row.times);
  return {
    times,
    refused: times - answered,
    ...(answered === 0 ? {} : { ms: tenths(sum(done, (row) => row.ms) / answered) }),
    records: Math.max(...rows.map(({ records }) => records)),
  };
}

export const tenths = (ms: number): number => Math.round(ms * 10) / 10;

/** Whether a field can have an index of its own. */
export const indexable = (field: ResolvedField): boolean =>
  slotLetter(field.storage) !== undefined && field.fieldType.derived?.(field.settings)?.kind !== "column";

/** Whether a field has its slot, is being filled, could have one, or finds none free. */
export function stateOf(object: ResolvedObject, field: ResolvedField): Advice["state"] {
  if (field.slot !== undefined) return field.slot.state === "ready" ? "done" : "filling";
  return field.indexed !== true && freeOf(object, slotLetter(field.storage)!) > 0 ? "advised" : "no slot";
}

const mostViews = 20;

function viewsBy(effective: Effective, object: ResolvedObject, field: string): Advice["views"] {
  return [...effective.documents.view.values()]
    .filter((view) => view.object === object.name)
    .filter(({ filter, sort }) => reads(filter, field) || (sort ?? "").split(",").some((key) => key.replace(/^-/, "") === field))
    .slice(0, mostViews)
    .map(({ name, label }) => ({ name, label }));
}

/** Whether an expression reads a field. */
function reads(logic: Json | undefined, field: string): boolean {
  if (typeof logic !== "object" || logic === null) return false;
  if (Array.isArray(logic)) return logic.some((each) => reads(each as Json, field));
  return Object.entries(logic).some(([key, value]) =>
    key === "var" && (value === field || (Array.isArray(value) && value[0] === field)) ? true : reads(value as Json, field),
  );
}
