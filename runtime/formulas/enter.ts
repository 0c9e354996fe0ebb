import type { Tx } from "#db";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { linesOf, type Change } from "../records/change.ts";
import { isNumbered } from "../records/numbers.ts";
import { uniqueKeysOf } from "../records/unique.ts";
import { derivedGraph } from "./effective-graph.ts";
import type { Graph } from "./graph.ts";

/** How a write meets others on records that hang together. */
export type Meeting = "none" | "beside" | "alone";

/*
 * Locks that nobody waits for in a circle. Most writes touch their records and then what is rolled up over them: from the part to the
 * whole, always in this direction, and so they go beside each other. A write that goes the other way (a rate from which the lines of
 * many orders follow, a record whose parts are deleted with it) would meet them head-on, and could miss a record that begins to refer to
 * it in the same moment: it goes alone among the writes of the objects that hang together, in its tenant. So does what takes several steps
 * in one transaction, of which a later one may need what somebody holds who waits for the first. Writes that touch one record and nothing
 * around it ask for nothing.
 */

/** What is asked for in one step: many changes of one act on one object. */
export interface Step {
  readonly object: string;
  readonly act: Change["act"];
  readonly asked: readonly { readonly values?: unknown }[];
}

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
  asked: Step["asked"],
): Promise<void> {
  if (!familiesOf(effective).has(object.name)) return;
  const meeting = meetingOf(effective, { object: object.name, act, asked });
  if (meeting !== "none") await enterAs(tx, effective, object.name, meeting);
}

/** Waits until nobody is in the family of an object whom this transaction must not meet. */
export async function enterAs(tx: Tx, effective: Effective, object: string, meeting: Exclude<Meeting, "none">): Promise<void> {
  const family = familiesOf(effective).get(object);
  if (family === undefined) return;
  await tx.query(meeting === "alone" ? alone : beside, [`derived ${effective.tenantId} ${family}`]);
}

/**
 * The same for a transaction of several steps, before the first: whoever came beside others and then wanted to be alone would wait for one
 * who wants the same.
 */
export async function enterSteps(tx: Tx, effective: Effective, steps: readonly Step[]): Promise<void> {
  const families = familiesOf(effective);
  const byFamily = new Map<string, Step[]>();
  for (const step of steps) {
    const family = families.get(step.object);
    if (family !== undefined) byFamily.set(family, [...(byFamily.get(family) ?? []), step]);
  }
  // in one order for everybody
  for (const [, those] of [...byFamily].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first, ...others] = those as [Step, ...Step[]];
    const meetings = those.map((step) => meetingOf(effective, step));
    const alike = those.every((step) => step.object === first.object && !bringsLines(effective, step)) && isFree(effective, first.object);
    const apart = others.length > 0 && !alike;
    const meeting = meetings.includes("alone") || apart ? "alone" : meetings.includes("beside") ? "beside" : "none";
    if (meeting !== "none") await enterAs(tx, effective, first.object, meeting);
  }
}

const bringsLines = (effective: Effective, { object, asked }: Step): boolean =>
  named(effective.objects.get(object)!, namesOf(asked)).some((field) => linesOf(field) !== undefined);

/** Nothing follows from a record of the object. */
function isFree(effective: Effective, object: string): boolean {
  const graph = derivedGraph(effective);
  return (graph.rollUps.get(object) ?? []).length === 0 && (graph.watches.get(object) ?? []).length === 0;
}

/** How changes of an object's records meet others. Pure. */
export function meetingOf(effective: Effective, { object: name, act, asked }: Step): Meeting {
  if (!familiesOf(effective).has(name)) return "none";
  const graph = derivedGraph(effective);
  const object = effective.objects.get(name)!;
  const names = namesOf(asked);
  const over = graph.rollUps.get(name) ?? [];
  const lines = withLines(effective, graph, object, asked, names);
  if (lines === "alone") return "alone";
  const many = asked.length > 1;
  if (act === "update") {
    const meeting = afterChange(graph, name, idsOf(object, names));
    if (meeting !== "none") return meeting;
    return lines === "beside" || many || named(object, names).some(isReference) ? "beside" : "none";
  }
  if (over.some(({ key }) => graph.descends.has(key))) return "alone";
  // what refers to a record is settled behind it, from the whole to the part, and comes back so
  if ((act === "delete" || act === "restore") && object.referredBy.some((each) => bonds(effective, each))) return "alone";
  if (act === "delete") return over.length > 0 || many ? "beside" : "none";
  const reads = (graph.of.get(name) ?? []).some(({ paths }) => paths.length > 0);
  return over.length > 0 || reads || lines === "beside" || act === "restore" || named(object, names).some(isReference) ? "beside" : "none";
}

const namesOf = (asked: Step["asked"]): ReadonlySet<string> =>
  new Set(asked.flatMap(({ values }) => (typeof values === "object" && values !== null ? Object.keys(values) : [])));

const named = (object: ResolvedObject, names: ReadonlySet<string>): readonly ResolvedField[] =>
  [...names].flatMap((name) => object.byName.get(name) ?? []);

const isReference = ({ fieldType }: ResolvedField): boolean => fieldType.refersTo !== undefined || fieldType.linksTo !== undefined;

const idsOf = (object: ResolvedObject, names: ReadonlySet<string>): Set<string> => new Set(named(object, names).map(({ id }) => id));

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
    // a record that is its own object's whole may be the part of one that waits for it
    if (graph.descends.has(node.key) || node.object === object) return "alone";
    meeting = "beside";
  }
  return meeting;
}

/**
 * Lines that come with records. Theirs are locked first, and so it goes from the part to the whole as ever; but where the wholes of the wholes
 * follow already, numbers, unique values and other wholes of the lines are taken too late.
 */
function withLines(effective: Effective, graph: Graph, object: ResolvedObject, asked: Step["asked"], names: ReadonlySet<string>): Meeting {
  let meeting: Meeting = "none";
  for (const field of named(object, names)) {
    const of = linesOf(field);
    const line = of === undefined ? undefined : effective.objects.get(of.object);
    if (line === undefined) continue;
    meeting = "beside";
    const over = graph.rollUps.get(line.name) ?? [];
    const late = isNumbered(line) || uniqueKeysOf(line).length > 0 || over.some((node) => node.object !== object.name);
    if (late && (graph.rollUps.get(object.name) ?? []).length > 0) return "alone";
    const given = asked.flatMap(({ values }) => {
      const list: unknown = (values as Record<string, unknown> | null | undefined)?.[field.name];
      return Array.isArray(list) ? list : [];
    });
    const steps: readonly Step[] = [
      { object: line.name, act: "delete", asked: given.filter((each) => each?._delete === true) },
      { object: line.name, act: "update", asked: given.filter((each) => each?.id !== undefined && each?._delete !== true).map((values) => ({ values })) }, // prettier-ignore
      { object: line.name, act: "create", asked: given.filter((each) => each?.id === undefined).map((values) => ({ values })) },
    ];
    if (steps.some((step) => step.asked.length > 0 && meetingOf(effective, step) === "alone")) return "alone";
  }
  return meeting;
}

/** Whether records of the object go, or lose their value, when the record goes that this field of theirs refers to. */
function bonds(effective: Effective, { object, field: name }: { readonly object: string; readonly field: string }): boolean {
  const field = effective.objects.get(object)?.byName.get(name);
  return field !== undefined && (field.onDelete ?? (field.fieldType.linksTo === undefined ? "restrict" : "clear")) !== "restrict";
}

/** Object → the name of the group of objects whose records hang together: by derived values, or because some go with others. */
const familiesOf = (effective: Effective): ReadonlyMap<string, string> =>
  effective.memo("families of objects", () => {
    const parent = new Map<string, string>();
    const top = (name: string): string => {
      const above = parent.get(name) ?? name;
      return above === name ? name : top(above);
    };
    const join = (a: string, b: string): void => {
      const [first, second] = [top(a), top(b)].sort() as [string, string];
      parent.set(second, first);
      if (!parent.has(first)) parent.set(first, first);
    };
    for (const [name, family] of derivedGraph(effective).families) join(name, family);
    for (const { name, referredBy } of effective.objects.values())
      for (const each of referredBy) if (bonds(effective, each)) join(name, each.object);
    return new Map([...parent.keys()].map((name) => [name, top(name)]));
  });
