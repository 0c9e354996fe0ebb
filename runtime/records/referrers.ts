import type { Tx } from "#db";
import { problem, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { may } from "../permissions/access.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { fieldColumn } from "./column.ts";
import { compileReferring } from "./compile.ts";
import { linksOf } from "./links.ts";
import { fieldValue, storedRecord } from "./record.ts";
import type { Asked } from "./writing.ts";

/** Most records that one deletion changes or takes along, per field that refers to it; and most that are read at once for many. */
export const mostReferrers = 1_000;

/** Deletes the records, or gives them other values. */
type Settle = (act: "delete" | "update", object: string, asked: readonly Asked[]) => Promise<Result<{ readonly work: boolean }>>;

/** What settling came to. When somebody was refused the caller undoes everything. */
export interface Settled {
  /** a flow or the worker has something to do */
  readonly work: boolean;
  /** why a record may not go, by its id */
  readonly refused: ReadonlyMap<string, readonly Problem[]>;
}

/** One field that refers to records that are about to go. */
interface Around {
  readonly tx: Tx;
  readonly effective: Effective;
  readonly object: ResolvedObject;
  readonly referring: ResolvedObject;
  readonly field: ResolvedField;
  readonly settle: Settle;
  readonly actor: Actor;
}

/**
 * What refers to records that are about to be deleted: kept from it (restrict, also where a reference says nothing), deleted with
 * them (cascade), or emptied (clear; a field that points at several loses these, also where it says nothing). The records themselves are
 * locked and marked as deleted, so nobody can begin to refer to them meanwhile. As many statements for many records as for one.
 */
export async function settleReferrers(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  ids: readonly string[],
  settle: Settle,
  actor: Actor,
): Promise<Settled> {
  let work = false;
  const refused = new Map<string, readonly Problem[]>();
  for (const { object: name, field: fieldName } of object.referredBy) {
    const referring = effective.objects.get(name);
    const field = referring?.byName.get(fieldName);
    if (referring === undefined || field === undefined) continue;
    const left = ids.filter((id) => !refused.has(id));
    const settled = await settleField({ tx, effective, object, referring, field, settle, actor }, left);
    work ||= settled.work;
    for (const [id, problems] of settled.refused) refused.set(id, problems);
  }
  return { work, refused };
}

async function settleField(around: Around, ids: readonly string[]): Promise<Settled> {
  const refused = new Map<string, readonly Problem[]>();
  if (ids.length === 0) return { work: false, refused };
  const { tx, effective, object, referring, field, settle, actor } = around;
  const { linksTo } = field.fieldType;
  const act = field.onDelete ?? (linksTo === undefined ? "restrict" : "clear");
  const column = { ...fieldColumn(field), ...(linksTo === undefined ? {} : { links: { object: referring.id, targets: [object.id] } }) };
  // what only stands in the way is not locked: its writer may be waiting for these records
  const { text, params } = compileReferring(effective.tenantId, referring.id, column, ids, mostReferrers + 1, act !== "restrict");
  const rows = await tx.query(text, params);
  if (rows.length > mostReferrers && ids.length > 1) {
    const half = Math.ceil(ids.length / 2);
    const [one, other] = [await settleField(around, ids.slice(0, half)), await settleField(around, ids.slice(half))];
    return { work: one.work || other.work, refused: new Map([...one.refused, ...other.refused]) };
  }
  if (rows.length === 0) return { work: false, refused };

  const going = new Set(ids);
  const others = rows.map((row) => {
    const { id, data } = storedRecord(row);
    const value = fieldValue(data, field);
    const targets =
      linksTo === undefined ? [value as string] : linksOf(field, data).flatMap((link) => (link.object === object.name ? [link.id] : []));
    return { id, value, targets: targets.filter((target) => going.has(target)) };
  });
  const [name, fieldName] = [referring.name, field.name];
  const counts = new Map<string, number>();
  for (const { targets } of others) for (const target of targets) counts.set(target, (counts.get(target) ?? 0) + 1);
  // who may not see what refers to it learns that something does, and no more
  const right = may(effective, actor, name, "read");
  const told = right?.sees(fieldName) === true;
  const counted = told && right?.limited === false;
  for (const [id, count] of counts) {
    const details = { ...(told ? { object: name, field: fieldName } : {}), ...(counted ? { count } : {}) };
    const many = `More than ${mostReferrers}`;
    if (act === "restrict") {
      const how = !counted ? "Records" : count > mostReferrers ? many : String(count);
      const message = told ? `${how} of "${name}" refer to this record by "${fieldName}".` : "Other records refer to this record.";
      refused.set(id, [
        problem("still_referenced", "", message, { ...(counted ? { reason: "counted" } : told ? { reason: "named" } : {}), details }),
      ]);
    } else if (count > mostReferrers) {
      const message = told ? `${many} of "${name}" refer to this record.` : `${many} records refer to this record.`;
      refused.set(id, [problem("limit_exceeded", "", message, { reason: "referrers", details: { ...details, limit: mostReferrers } })]);
    }
  }
  if (act === "restrict" || refused.size > 0) return { work: false, refused };

  // a field that points at several loses these and keeps the others
  const without = (value: unknown, targets: readonly string[]): Json =>
    linksTo === undefined || value === undefined
      ? null
      : targets.reduce<Json>(
          (rest, id) => (rest === null ? null : (linksTo.without(rest, { object: object.name, id }) as Json)),
          value as Json,
        );
  const asked = others.map(({ id, value, targets }, index): Asked => {
    const values = act === "cascade" ? {} : { values: { [fieldName]: without(value, targets) } };
    return { path: `/${index}`, id, ...values };
  });
  const settled = await settle(act === "cascade" ? "delete" : "update", name, asked);
  if (settled.ok) return { work: settled.value.work, refused };
  for (const each of settled.problems) {
    const [, place, rest] = /^\/([0-9]+)(.*)$/s.exec(each.path) ?? [];
    // of all of them: nobody goes
    const targets = place === undefined ? ids : others[Number(place)]!.targets;
    const told = place === undefined ? each : { ...each, path: rest ?? "" };
    for (const target of targets) refused.set(target, [...(refused.get(target) ?? []), told]);
  }
  return { work: false, refused };
}
