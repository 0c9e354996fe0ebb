import type { Problem } from "#metadata";

/** Rounds in which all that is left is tried together; what is still left is tried by itself. */
const mostRounds = 8;

/**
 * Tries many that may stand in each other's way: all together, without those that were refused, until the others went; then those that
 * something stood in the way of once more, for it may have gone with the others.
 * @param attempt does all of them, or nothing and tells who was refused: an empty map says that they went
 * @returns whoever was refused for good, and why
 */
export async function asManyAsMay(
  all: readonly number[],
  attempt: (some: readonly number[]) => Promise<ReadonlyMap<number, readonly Problem[]>>,
): Promise<ReadonlyMap<number, readonly Problem[]>> {
  const forGood = new Map<number, readonly Problem[]>();
  let left = all;
  for (let rounds = 0; left.length > 0;) {
    const refused = new Map<number, readonly Problem[]>();
    let went = false;
    for (let some = left; some.length > 0 && !went; some = some.filter((each) => !refused.has(each))) {
      if (++rounds > mostRounds) return byThemselves(left, attempt, forGood);
      const found = await attempt(some);
      went = found.size === 0;
      for (const [each, problems] of found) refused.set(each, problems);
    }
    const again = [...refused].filter(([, problems]) => went && problems.every(({ code }) => code === "still_referenced"));
    left = again.map(([each]) => each);
    for (const [each, problems] of refused) if (!left.includes(each)) forGood.set(each, problems);
  }
  return forGood;
}

async function byThemselves(
  left: readonly number[],
  attempt: (some: readonly number[]) => Promise<ReadonlyMap<number, readonly Problem[]>>,
  refused: Map<number, readonly Problem[]>,
): Promise<ReadonlyMap<number, readonly Problem[]>> {
  for (const each of left) {
    const problems = (await attempt([each])).get(each);
    if (problems !== undefined) refused.set(each, problems);
  }
  return refused;
}
