import type { Tx } from "#db";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import type { Change } from "../records/change.ts";
import { derivedGraph } from "./effective-graph.ts";
import type { Graph } from "./graph.ts";

/** How a write meets others on records whose derived values hang together. */
export type Meeting = "none" | "beside" | "alone";

/*
 * Locks that nobody waits for in a circle. Most writes touch their records and then what is rolled up over them: from the part to the
 * whole, always in this direction, and so they go beside each other. A write that goes the other way (a rate from which the lines of
 * many orders follow) would meet them head-on, and could miss a record that begins to refer to it in the same moment: it goes
 * alone among the writes of the objects whose derived values hang together, in its tenant. Writes that touch nothing derived ask for
 * nothing.
 */

/** $1 "derived <tenant> <family>" */
const beside = "select pg_advisory_xact_lock_shared(hashtextextended($1::text, 0))";
const alone = "select pg_advisory_xact_lock(hashtextextended($1::text, 0))";

/** Asked before anything is locked: takes its place among the writers of related records until the transaction ends. */
export async function enterDerived(
  {
    tx,
    effective,
    object,
    act,
  }: { readonly tx: Tx; readonly effective: Effective; readonly object: ResolvedObject; readonly act: Change["act"] },
  asked: readonly { readonly values?: unknown }[],
): Promise<void> {
  if (!derivedGraph(effective).families.has(object.name)) return;
  const names = new Set(asked.flatMap(({ values }) => (typeof values === "object" && values !== null ? Object.keys(values) : [])));
  const meeting = meetingOf(effective, object.name, act, [...names]);
  if (meeting !== "none") await enterAs(tx, effective, object.name, meeting);
}

export async function enterAs(tx: Tx, effective: Effective, object: string, meeting: Exclude<Meeting, "none">): Promise<void> {
  const family = derivedGraph(effective).families.get(object);
  if (family === undefined) return;
  await tx.query(meeting === "alone" ? alone : beside, [`derived ${effective.tenantId} ${family}`]);
}

/** How a change of an object's records meets others. Pure. */
export function meetingOf(effective: Effective, object: string, act: Change["act"], names: readonly string[] = []): Meeting {
  const graph = derivedGraph(effective);
  const family = graph.families.get(object);
  if (family === undefined) return "none";
  if (act === "update") return afterChange(graph, object, idsOf(effective, object, names));
  const over = graph.rollUps.get(object) ?? [];
  if (over.some(({ key }) => graph.descends.has(key))) return "alone";
  if (act === "delete") {
    // what refers to the record is settled behind it, from the whole to the part
    const referred = effective.objects.get(object)!.referredBy.some((each) => graph.families.get(each.object) === family);
    return referred ? "alone" : over.length > 0 ? "beside" : "none";
  }
  const reads = (graph.of.get(object) ?? []).some(({ paths }) => paths.length > 0);
  return over.length > 0 || reads || act === "restore" ? "beside" : "none";
}

function idsOf(effective: Effective, object: string, names: readonly string[]): Set<string> {
  const { byName } = effective.objects.get(object)!;
  return new Set(names.flatMap((name) => byName.get(name)?.id ?? []));
}

/** How a change of these fields meets others. */
function afterChange(graph: Graph, object: string, changed: Set<string>): Meeting {
  let meeting: Meeting = "none";
  for (const node of graph.of.get(object) ?? []) {
    if (![...node.own].some((id) => changed.has(id))) continue;
    changed.add(node.field.id);
    if (node.paths.length > 0) meeting = "beside";
  }
  if ((graph.watches.get(object) ?? []).some(({ field }) => changed.has(field))) return "alone";
  for (const node of graph.rollUps.get(object) ?? []) {
    if (![...node.children!.reads].some((id) => changed.has(id))) continue;
    if (graph.descends.has(node.key)) return "alone";
    meeting = "beside";
  }
  return meeting;
}
