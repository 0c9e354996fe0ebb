import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Change } from "../records/change.ts";
import { sameJson } from "../records/judge.ts";
import { fieldValue, type StoredRecord } from "../records/record.ts";
import type { Written } from "../records/remember.ts";
import { isRecordId } from "../records/typed.ts";
import { derivedGraph, fieldIn } from "./effective-graph.ts";
import type { Derived, Graph } from "./graph.ts";
import { referringAll, waysOf } from "./referrers.ts";
import { rewrite } from "./rewrite.ts";
import { markStale } from "./stale.ts";

/** Most records that follow a change in its own transaction; the others are left to the worker. */
export const mostFollowed = 500;

/** A record that changed, as far as others follow from it. */
export interface Touched {
  readonly id: string;
  /** ids of its fields that changed; all: it came or went, or nobody knows */
  readonly changed: ReadonlySet<string> | "all";
  readonly before?: Readonly<Record<string, Json>> | undefined;
  readonly after?: Readonly<Record<string, Json>> | undefined;
}

/** What following came to. */
export interface Followed {
  /** a flow or the worker has something to do */
  readonly work: boolean;
  /** records that got another version, as they are now, by id */
  readonly rewritten: ReadonlyMap<string, StoredRecord>;
}

const nothing: Followed = { work: false, rewritten: new Map() };

/** Derived values that are to be worked out again: object → record → which. */
type Due = Map<string, Map<string, Set<Derived>>>;

/**
 * After records were written: works out again what depends on the fields that changed, and nothing else; then what depends on that.
 * In the same transaction up to `mostFollowed` records; what is beyond is marked for the worker, and lists say so until it is done.
 *
 * A record whose derived value changes gets a new version, history ("derive", by whoever wrote first) and its event, and flows
 * that are triggered by updates start. The rules of its object are not asked again: nobody typed anything.
 */
export async function followOn(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  act: Change["act"],
  written: readonly Written[],
  now: string,
  saving?: Promise<unknown>,
): Promise<Followed> {
  const graph = derivedGraph(effective);
  if (!graph.families.has(object.name) || written.length === 0) return nothing;
  // what was sent ahead is there, or its error is told as it is
  await saving;
  const touched = written.map(({ stored, before }): Touched => {
    const { id, data } = stored;
    if (act === "create" || act === "restore") return { id, changed: "all", after: data };
    if (act === "delete") return { id, changed: "all", before: before ?? data };
    return { id, changed: changesOf(before ?? {}, data), before, after: data };
  });
  // nothing refers to a record that just came, and what referred to one that went was settled before
  const due: Due = new Map();
  // what a record follows from may have changed while it was away
  if (act === "restore") for (const node of graph.of.get(object.name) ?? []) for (const { id } of touched) add(due, node, id);
  const left = await collect(tx, effective, object.name, touched, due, act === "update", mostFollowed);
  const { work, rewritten } = await settle(tx, effective, actor, due, now);
  return { work: work || left, rewritten };
}

export interface Following {
  /** whether to look for records that refer to the touched ones */
  readonly down: boolean;
  readonly most?: number;
}

/** The same for records that are known to have changed, whoever changed them. */
export async function follow(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: string,
  touched: readonly Touched[],
  now: string,
  { down, most = mostFollowed }: Following,
): Promise<Followed> {
  const due: Due = new Map();
  await collect(tx, effective, object, touched, due, down, most);
  return settle(tx, effective, actor, due, now, most);
}

/** Works out what is due, in the order of what follows from what, and what follows from that. */
export async function settle(tx: Tx, effective: Effective, actor: Actor, due: Due, now: string, most = mostFollowed): Promise<Followed> {
  let left = most;
  let work = false;
  const rewritten = new Map<string, StoredRecord>();
  for (let name = nextOf(due); name !== undefined; name = nextOf(due)) {
    const wanted = due.get(name)!;
    due.delete(name);
    const ids = [...wanted.keys()].sort();
    const beyond = ids.slice(left);
    if (beyond.length > 0) {
      await markStale(tx, effective, name, beyond);
      work = true;
    }
    const taken = new Map(ids.slice(0, left).map((id) => [id, wanted.get(id)!]));
    left -= taken.size;
    if (taken.size === 0) continue;
    const again = await rewrite(tx, effective, actor, effective.objects.get(name)!, taken, now);
    work ||= again.work;
    for (const { stored } of again.written) rewritten.set(stored.id, stored);
    const touched = again.written.map(({ stored, before }): Touched => ({
      id: stored.id,
      changed: changesOf(before ?? {}, stored.data),
      before,
      after: stored.data,
    }));
    work = (await collect(tx, effective, name, touched, due, true, left)) || work;
  }
  return { work, rewritten };
}

/** Of the objects that something is due on, the one whose earliest value stands before all others. */
function nextOf(due: Due): string | undefined {
  let found: { name: string; rank: number } | undefined;
  for (const [name, records] of due) {
    let rank = Infinity;
    for (const nodes of records.values()) for (const node of nodes) rank = Math.min(rank, node.rank);
    if (found === undefined || rank < found.rank || (rank === found.rank && name < found.name)) found = { name, rank };
  }
  return found?.name;
}

/** Adds what depends on the touched records. Whether anything was left to the worker. */
async function collect(
  tx: Tx,
  effective: Effective,
  object: string,
  touched: readonly Touched[],
  due: Due,
  down: boolean,
  most: number,
): Promise<boolean> {
  if (touched.length === 0) return false;
  const graph = derivedGraph(effective);
  collectWholes(effective, graph, object, touched, due);
  return down ? collectReferring(tx, effective, graph, object, touched, due, most) : false;
}

const isTouched = ({ changed }: Touched, ids: ReadonlySet<string>): boolean => changed === "all" || [...ids].some((id) => changed.has(id));

/** Records over whose parts something is summed up: those that the touched ones belong to, and those that they belonged to. */
function collectWholes(effective: Effective, graph: Graph, object: string, touched: readonly Touched[], due: Due): void {
  for (const node of graph.rollUps.get(object) ?? []) {
    const { by, reads } = node.children!;
    const { field } = fieldIn(effective, object, by.id);
    for (const each of touched) {
      if (!isTouched(each, reads)) continue;
      for (const data of [each.before, each.after]) {
        const whole = data === undefined ? undefined : fieldValue(data, field);
        if (isRecordId(whole)) add(due, node, whole);
      }
    }
  }
}

/** Records whose paths lead to the touched ones. */
async function collectReferring(
  tx: Tx,
  effective: Effective,
  graph: Graph,
  object: string,
  touched: readonly Touched[],
  due: Due,
  most: number,
): Promise<boolean> {
  let left = false;
  for (const { hops, watches } of waysOf(graph.watches.get(object) ?? [])) {
    const moved = watches.filter(({ field }) => touched.some(({ changed }) => changed === "all" || changed.has(field)));
    if (moved.length === 0) continue;
    const fields = new Set(moved.map(({ field }) => field));
    const ids = touched.filter((each) => isTouched(each, fields)).map(({ id }) => id);
    const found = await referringAll(tx, effective, hops, ids, most);
    if (found === undefined) {
      await markStale(tx, effective, object, ids);
      left = true;
    } else for (const id of found) for (const { node } of moved) add(due, node, id);
  }
  return left;
}

/** Notes that a derived value of a record is to be worked out again. */
export function add(due: Due, node: Derived, id: string): void {
  const records = due.get(node.object) ?? new Map<string, Set<Derived>>();
  records.set(id, (records.get(id) ?? new Set()).add(node));
  due.set(node.object, records);
}

const changesOf = (before: Readonly<Record<string, Json>>, after: Readonly<Record<string, Json>>): ReadonlySet<string> =>
  new Set([...Object.keys(before), ...Object.keys(after)].filter((id) => !sameJson(before[id], after[id])));
