import type { Tx } from "#db";
import type { Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { enterSteps } from "../formulas/enter.ts";
import type { Change } from "../records/change.ts";
import { writeMany, type ManyOptions } from "../records/write.ts";

/** What became of each change, in their order. */
export interface WroteEach {
  /** undefined: done; else why not */
  readonly refused: readonly (readonly Problem[] | undefined)[];
  /** ids of the records that were written; undefined: refused */
  readonly ids: readonly (string | undefined)[];
  /** whether a flow now has something to do */
  readonly work: boolean;
}

/**
 * Writes as many of these changes as may be written, through the path every change takes: what is refused is told and leaves nothing
 * behind, the others are written. Those of one act on one object go together, in the order in which such a pair first appears: a record
 * stands in each at most once.
 */
export async function writeEach(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  changes: readonly Change[],
  jobId: string,
  options: Pick<ManyOptions, "searchLater" | "last"> = {},
): Promise<WroteEach> {
  const refused: (readonly Problem[] | undefined)[] = changes.map(() => undefined);
  const ids: (string | undefined)[] = changes.map(() => undefined);
  let work = false;
  const grouped = groups(changes);
  if (grouped.length > 1)
    await enterSteps(
      tx,
      effective,
      grouped.map((places) => ({
        object: changes[places[0]!]!.object,
        act: changes[places[0]!]!.act,
        asked: places.map((place) => changes[place]!),
      })),
    );
  for (const places of grouped) {
    const { act, object } = changes[places[0]!]!;
    const asked = places.map((place) => {
      const { id, values } = changes[place]!;
      return { ...(id === undefined ? {} : { id }), ...(values === undefined ? {} : { values }) };
    });
    const wrote = await writeMany(tx, effective, actor, act, object, asked, { ...options, outcome: "each", jobId });
    for (const [index, place] of places.entries()) {
      if (!wrote.ok) refused[place] = wrote.problems;
      else {
        const outcome = wrote.value.outcomes[index]!;
        if (outcome.ok) ids[place] = outcome.value.id;
        else refused[place] = outcome.problems;
      }
    }
    if (wrote.ok) work = wrote.value.work || work;
  }
  return { refused, ids, work };
}

/** Places of the changes of one act on one object. */
function groups(changes: readonly Change[]): number[][] {
  const found = new Map<string, number[]>();
  for (const [place, { act, object }] of changes.entries()) {
    const key = `${act} ${object}`;
    const places = found.get(key);
    if (places === undefined) found.set(key, [place]);
    else places.push(place);
  }
  return [...found.values()];
}
