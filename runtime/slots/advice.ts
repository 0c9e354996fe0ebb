import { ok, problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { slotLetter } from "../drafts/assign-slots.ts";
import { designProblem } from "../drafts/may-design.ts";
import type { ResolvedField, ResolvedObject } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { fieldValue, storedRecord } from "../records/record.ts";
import { recordColumns } from "../records/compile.ts";
import { listRecords } from "../records/run.ts";
import { freeOf } from "./read-slots.ts";

/** Reads of one shape that looked through records, and the field whose index would spare them that. */
export interface Advice {
  readonly object: string;
  /** the field to index */
  readonly field: string;
  /** what is filtered and sorted by without an index */
  readonly filtered: readonly string[];
  readonly sorted: readonly string[];
  /** measured: how often in the last days, how long one took in the middle of all, how many records it looked through at most */
  readonly before: { readonly times: number; readonly ms: number; readonly records: number };
  /** advised: to be done · filling: indexed, being filled · done: indexed and ready; no slot: every column of its kind is taken */
  readonly state: "advised" | "filling" | "done" | "no slot";
}

/** What an index does to a read, measured or estimated. */
export interface Tried {
  readonly field: string;
  /** measured now, by the index: ms of a list filtered by a value that a record holds; absent while there is none */
  readonly after?: { readonly ms: number; readonly records: number };
  /** estimated of the latest records: how many of all would be looked at by the index */
  readonly estimate?: { readonly records: number; readonly of: number };
}

/** Days that are looked back on. */
const days = 14;
/** Reads quicker than this, or over fewer records, are nobody's trouble. */
const least = { ms: 20, records: 2_000 };

/** $1 tenant, $2 days */
const slow = `select object_id as object, detail, sum(times)::float8 as times, (sum(ms) / sum(times))::float8 as ms, max(records)::float8 as records
from slow_query where tenant_id = $1::uuid and day > current_date - $2::int4 group by object_id, shape, detail order by sum(ms) desc limit 200`;

/** Which indexes would spare the tenant's people the most waiting, the most first. For those who design. */
export async function readAdvice(platform: Platform, actor: Actor, objectName?: string): Promise<Result<readonly Advice[]>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  const [rows] = (await platform.db.batch(actor.tenantId, [{ text: slow, params: [actor.tenantId, days] }], { readOnly: true })) as [
    { object: string; detail: { filtered: string[]; sorted: string[] }; times: number; ms: number; records: number }[],
  ];
  const found: Advice[] = [];
  for (const { object: id, detail, times, ms, records } of rows) {
    const object = [...effective.objects.values()].find((each) => each.id === id);
    if (object === undefined || (objectName !== undefined && object.name !== objectName)) continue;
    if (ms < least.ms && records < least.records) continue;
    // a filter leaves fewer records to look at; an order only saves the sorting
    const field = [...detail.filtered, ...detail.sorted].flatMap((name) => object.byName.get(name) ?? []).find(indexable);
    if (field === undefined || found.some((each) => each.object === object.name && each.field === field.name)) continue;
    const before = { times, ms: Math.round(ms * 10) / 10, records };
    found.push({
      object: object.name,
      field: field.name,
      filtered: detail.filtered,
      sorted: detail.sorted,
      before,
      state: stateOf(object, field),
    });
  }
  return ok(found);
}

const indexable = (field: ResolvedField): boolean =>
  slotLetter(field.storage) !== undefined && field.fieldType.derived?.(field.settings).kind !== "column";

function stateOf(object: ResolvedObject, field: ResolvedField): Advice["state"] {
  if (field.slot !== undefined) return field.slot.state === "ready" ? "done" : "filling";
  return freeOf(object, slotLetter(field.storage)!) > 0 ? "advised" : "no slot";
}

/** The latest records with a value. $1 tenant, $2 object, $3 field, $4 most */
const latest = () =>
  `select ${recordColumns} from records where tenant_id = $1::uuid and object_id = $2::text and deleted_at is null and data ? $3::text order by id desc limit $4::int8`;
/** $1 tenant, $2 object, $3 most */
const size = `select count(*)::float8 as n from (select from records where tenant_id = $1::uuid and object_id = $2::text and deleted_at is null limit $3::int8) as counted`;
const sample = 500;
const mostCounted = 2_000_000;

/**
 * What the index of a field does: measured, where it is there and filled; else estimated by how many of the latest records share a value with
 * one of them. Nothing is changed. Problems: not_found, forbidden; invalid where no record has a value.
 */
export async function tryIndex(platform: Platform, actor: Actor, objectName: string, fieldName: string): Promise<Result<Tried>> {
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
  const [rows, counted] = await platform.db.batch(
    actor.tenantId,
    [
      { text: latest(), params: [actor.tenantId, object.id, field.id, sample] },
      { text: size, params: [actor.tenantId, object.id, mostCounted] },
    ],
    { readOnly: true, class: "batch" },
  );
  const values = rows!.flatMap((row) => fieldValue(storedRecord(row).data, field) ?? []);
  const first = values[0];
  if (first === undefined) return refused(problem("invalid", "", `No record of "${object.name}" has a value of "${field.name}" yet.`));
  const same = values.filter((value) => JSON.stringify(value) === JSON.stringify(first)).length;
  const of = Number(counted![0]!["n"]);
  if (field.slot?.state !== "ready") {
    return ok({ field: field.name, estimate: { records: Math.max(1, Math.round((of * same) / values.length)), of } });
  }
  const asked = await measured(platform, actor, object, field, first);
  return asked.ok ? ok({ field: field.name, after: asked.value }) : asked;
}

/** A list as people ask for it, filtered by a value of the field; the middle one of five. */
async function measured(platform: Platform, actor: Actor, object: ResolvedObject, field: ResolvedField, value: Json) {
  const times: number[] = [];
  let records = 0;
  const all: Actor = { ...actor, unrestricted: true };
  for (let run = 0; run < 5; run++) {
    const begun = performance.now();
    const page = await listRecords(platform, all, object.name, { filter: { "===": [{ var: field.name }, value] }, limit: 50 });
    if (!page.ok) return page;
    times.push(performance.now() - begun);
    records = page.value.data.length;
  }
  return ok({ ms: Math.round(times.sort((a, b) => a - b)[2]! * 10) / 10, records });
}
