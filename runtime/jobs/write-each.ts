import type { Tx } from "#db";
import { pointer, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Change } from "../records/change.ts";
import { createMany, Refusal, writeRecord } from "../records/write.ts";

/** What became of each change, in their order: `undefined` done, else why not. */
export interface WroteEach {
  readonly refused: readonly (readonly Problem[] | undefined)[];
  /** ids of the records that were written; undefined: refused */
  readonly ids: readonly (string | undefined)[];
  /** whether a flow now has something to do */
  readonly work: boolean;
}

/**
 * Writes as many of these changes as may be written, through the path every change takes: what is refused is told and leaves nothing
 * behind, the others are written. Inside an open transaction, which stays usable.
 */
export async function writeEach(tx: Tx, effective: Effective, actor: Actor, changes: readonly Change[]): Promise<WroteEach> {
  const refused: (readonly Problem[] | undefined)[] = changes.map(() => undefined);
  const ids: (string | undefined)[] = changes.map(({ id }) => id);
  let work = false;
  // acts and objects are kept apart, each in the order in which it was given
  for (const [places, act, object] of groups(changes)) {
    if (act === "create") {
      work = (await createEach(tx, effective, actor, object, places, changes, refused, ids)) || work;
      continue;
    }
    for (const place of places) {
      const written = await writeRecord(tx, effective, actor, changes[place]!);
      if (written.ok) work = true;
      else refused[place] = written.problems;
    }
  }
  return { refused, ids, work };
}

/** All of them at once; those that are refused are left out, and the others tried again. */
async function createEach(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: string,
  places: readonly number[],
  changes: readonly Change[],
  refused: (readonly Problem[] | undefined)[],
  ids: (string | undefined)[],
): Promise<boolean> {
  let left = places;
  while (left.length > 0) {
    const creations = left.map((place, index) => ({ values: changes[place]!.values, path: pointer(index) }));
    const problems = await tx
      .savepoint(async () => {
        const jobId = changes[left[0]!]!.jobId;
        const made = await createMany(tx, effective, actor, object, creations, jobId === undefined ? {} : { jobId });
        if (!made.ok) throw new Refusal(made.problems);
        for (const [index, { id }] of made.value.records.entries()) ids[left[index]!] = id;
        return made.value.work;
      })
      .catch((error: unknown) => {
        if (error instanceof Refusal) return error.problems;
        throw error;
      });
    if (typeof problems === "boolean") return problems;
    const byIndex = new Map<number, Problem[]>();
    for (const each of problems) {
      const index = Number(/^\/(\d+)(?=\/|$)/.exec(each.path)?.[1] ?? Number.NaN);
      const rest = each.path.replace(/^\/\d+(?=\/|$)/, "");
      // what is said of none of them is said of all
      for (const at of Number.isInteger(index) ? [index] : left.keys())
        byIndex.set(at, [...(byIndex.get(at) ?? []), { ...each, path: rest }]);
    }
    for (const [index, those] of byIndex) refused[left[index]!] = those;
    left = left.filter((_, index) => !byIndex.has(index));
  }
  return false;
}

/** Runs of changes of the same act on the same object, by their places. */
function groups(changes: readonly Change[]): (readonly [places: number[], act: Change["act"], object: string])[] {
  const found: [number[], Change["act"], string][] = [];
  for (const [place, { act, object }] of changes.entries()) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === act && last[2] === object) last[0].push(place);
    else found.push([[place], act, object]);
  }
  return found;
}
