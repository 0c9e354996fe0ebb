import { ok, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { readsStanding, stand } from "../permissions/standing.ts";
import type { Platform } from "../platform.ts";
import { narrowed } from "../search/narrow.ts";
import { compileSelect, type PageStatement } from "./compile.ts";
import { looksThrough, slowNames } from "./cost.ts";
import { listOf } from "./cursor.ts";
import type { Plan } from "./plan.ts";
import { planned } from "./planned.ts";
import type { RecordQuery } from "./query.ts";
import { recent } from "./recent.ts";

/** What a list comes to before anything is read. */
export interface Reading {
  readonly plan: Plan;
  /** of the answer */
  readonly fields: readonly ResolvedField[];
  /** its first page */
  readonly select: PageStatement;
  /** it may have to look through all records of the object */
  readonly through: boolean;
  readonly slow: readonly string[];
  /** what a cursor belongs to */
  readonly list: string;
}

/** Readings that are kept in a process, of all tenants together; each takes a few KB, and holds on to the fields of its object. */
const mostKept = 2_000;
const kept = recent<Reading>(mostKept);
/** Tells one state of a tenant's metadata from another. */
let states = 0;

/**
 * The reading of a list, whatever page of it is asked for. Lists are asked again and again, by everybody who opens a view: one that is the
 * same at every moment and for all with the same roles is planned once for as long as the metadata stands.
 */
export async function readingOf(
  platform: Platform,
  effective: Effective,
  who: Actor,
  objectName: string,
  { cursor: _, ...query }: RecordQuery,
  now: string,
  verb: "read" | "export",
): Promise<Result<Reading & { readonly actor: Actor }>> {
  const state = effective.memo("state of readings", () => ++states);
  const key = who.only === undefined ? JSON.stringify([state, verb, objectName, who.unrestricted === true, who.roles, query]) : undefined;
  const found = key === undefined ? undefined : kept.get(key);
  if (found !== undefined) return ok({ ...found, actor: who });

  // a filter may ask for people and teams around who asks, also where no rule over records does
  const actor = readsStanding(query.filter) ? await stand(platform, effective, who, query.filter) : who;
  const scoped = planned(effective, actor, objectName, query, now, verb);
  if (!scoped.ok) return scoped;
  const plan = await narrowed(platform, effective.objects.get(objectName)!, scoped.value.plan);
  const reading: Reading = {
    plan,
    fields: scoped.value.fields,
    select: compileSelect(plan),
    through: looksThrough(plan),
    slow: slowNames(plan),
    list: listOf(plan),
  };
  if (key !== undefined && plan.lasting && plan.search === undefined) kept.keep(key, reading);
  return ok({ ...reading, actor });
}
