import type { Tx } from "#db";
import { kindOf, problem, type Json, type Problem } from "#metadata";
import { EvaluationError } from "#runtime/rules";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { sameJson } from "../records/judge.ts";
import { factsOf, type StoredRecord } from "../records/record.ts";
import { derivedOf, fieldIn } from "./effective-graph.ts";
import { copied, fitValue } from "./fit-value.ts";
import type { Derived } from "./graph.ts";
import { factName } from "./paths.ts";
import { reachedValues } from "./reached-values.ts";
import { rolledUp, rolledUpNothing } from "./rolled-up.ts";

/** A record whose derived values are worked out: `data` is filled in place. */
export interface Deriving {
  readonly id: string;
  readonly data: Record<string, Json>;
  /** as it lies in the database; absent when it is made */
  readonly before?: Readonly<Record<string, Json>>;
  /** columns that every record has */
  readonly record?: Omit<StoredRecord, "data">;
}

/**
 * Fills in the derived values of records that are being written, each behind what it reads. On a record that is made, roll-ups begin
 * empty; on one that is changed, only what follows from a changed field is worked out again.
 *
 * Values along references are read as the platform, not with the rights of whoever writes: a stored value is one for all readers, and
 * who may see it is said at the derived field. What cannot be computed (a division by zero, an operand that is not there) is stored as
 * absent and never stands in the way of a write.
 */
export async function deriveOwn(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  candidates: readonly Deriving[],
  now: string,
): Promise<void> {
  const nodes = derivedOf(effective, object.name);
  if (nodes.length === 0 || candidates.length === 0) return;
  const wantedOf = (each: Deriving): ReadonlySet<Derived> =>
    each.before === undefined ? new Set(nodes) : following(nodes, changedIn(each));
  await work(tx, effective, object, new Map(candidates.map((each) => [each, wantedOf(each)])), now, false);
}

/** Works out the named derived values of records that are in the database, and what follows from them in the same record. */
export async function deriveAgain(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  wanted: ReadonlyMap<Deriving, ReadonlySet<Derived>>,
  now: string,
): Promise<void> {
  const nodes = derivedOf(effective, object.name);
  const closed = new Map([...wanted].map(([each, named]) => [each, following(nodes, new Set(), named)]));
  await work(tx, effective, object, closed, now, true);
}

async function work(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  wanted: ReadonlyMap<Deriving, ReadonlySet<Derived>>,
  now: string,
  asks: boolean,
): Promise<void> {
  const all = [...wanted.keys()].filter((each) => wanted.get(each)!.size > 0);
  const needed = new Set(all.flatMap((each) => [...wanted.get(each)!]));
  const rollUps = [...needed].filter(({ how }) => how.kind === "rollUp");
  const paths = [...new Map([...needed].flatMap((node) => node.paths).map((path) => [path.text, path])).values()];
  const summing = all.filter((each) => rollUps.some((node) => wanted.get(each)!.has(node)));
  const [sums, values] = await Promise.all([
    asks && rollUps.length > 0
      ? rolledUp(
          tx,
          effective,
          rollUps,
          summing.map(({ id }) => id),
        )
      : undefined,
    paths.length > 0 ? reachedValues(tx, effective, all, paths) : undefined,
  ]);
  for (const each of all) {
    fill(effective, object, each, wanted.get(each)!, now, values?.get(each.id) ?? {}, (node) =>
      sums === undefined ? rolledUpNothing(effective, node) : sums.get(each.id)?.get(node.field.id),
    );
  }
}

/** Everything is there: the values in their order, in memory. */
function fill(
  effective: Effective,
  object: ResolvedObject,
  { data, record }: Deriving,
  nodes: ReadonlySet<Derived>,
  now: string,
  reached: Readonly<Record<string, Json>>,
  sum: (node: Derived) => Json | undefined,
): void {
  for (const node of derivedOf(effective, object.name)) {
    if (!nodes.has(node)) continue;
    const value = node.how.kind === "rollUp" ? sum(node) : valueOf(effective, object, node, data, record, now, reached).value;
    if (value === undefined) delete data[node.field.id];
    else data[node.field.id] = value;
  }
}

/** The value of a formula or a look-through, or why there is none. */
export function valueOf(
  effective: Effective,
  object: ResolvedObject,
  node: Derived,
  data: Readonly<Record<string, Json>>,
  record: Omit<StoredRecord, "data"> | undefined,
  now: string,
  reached: Readonly<Record<string, Json>>,
): { readonly value?: Json | undefined; readonly problem?: Problem } {
  const { field } = fieldIn(effective, object.name, node.field.id);
  if (node.how.kind === "lookThrough") return { value: copied(field, reached[factName(node.paths[0]!.text)]) };
  try {
    const made = node.expression!.evaluate(Object.assign(factsOf(object, data, record), reached), { now });
    const value = fitValue(field, made);
    if (value !== undefined || made === null) return { value };
    return {
      problem: problem("invalid", `/${field.name}`, `What is computed is ${kindOf(made)} that is no value of "${field.name}".`, {
        reason: "computed",
        details: { field: field.name },
      }),
    };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return {
      problem: problem(error.code, `/${field.name}`, `"${field.name}" cannot be computed: ${error.message}`, {
        details: { field: field.name },
      }),
    };
  }
}

const changedIn = ({ before = {}, data }: Deriving): ReadonlySet<string> =>
  new Set([...Object.keys(before), ...Object.keys(data)].filter((id) => !sameJson(before[id], data[id])));

/** The derived values of a record that follow from changed fields of it, and the named ones, with all that follows from those. */
function following(nodes: readonly Derived[], changed: ReadonlySet<string>, named: ReadonlySet<Derived> = new Set()): ReadonlySet<Derived> {
  const found = new Set<Derived>();
  const moved = new Set(changed);
  for (const node of nodes) {
    if (!named.has(node) && ![...node.own].some((id) => moved.has(id))) continue;
    found.add(node);
    moved.add(node.field.id);
  }
  return found;
}
