import { type Change, applyChanges } from "../changes.ts";
import { type Command, execute } from "../commands/index.ts";
import type { Documents } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";
import { removedColumnLeavesRows } from "./removed-column-leaves-rows.ts";
import { removedColumnLeavesRouting } from "./removed-column-leaves-routing.ts";
import { removedFieldLeaves } from "./removed-field-leaves.ts";
import { removedItemTakesChildren } from "./removed-item-takes-children.ts";
import { removedObjectLeaves } from "./removed-object-leaves.ts";
import { renamedFieldFollows } from "./renamed-field-follows.ts";

export const behaviours: readonly Behaviour[] = [
  removedItemTakesChildren,
  removedFieldLeaves,
  renamedFieldFollows,
  removedColumnLeavesRows,
  removedColumnLeavesRouting,
  removedObjectLeaves,
];

/** A consequence of a consequence … ends here at the latest; nesting of nodes is the deepest chain there is. */
const mostRounds = 64;

/**
 * Does commands and everything that follows from them.
 * @returns the documents afterwards and all changes in order; undefined when a command cannot be done.
 */
export function perform(
  documents: Documents,
  commands: readonly Command[],
  consequences: readonly Behaviour[] = behaviours,
): { readonly documents: Documents; readonly changes: readonly Change[] } | undefined {
  let now = documents;
  const all: Change[] = [];
  let latest: Change[] = [];
  for (const command of commands) {
    const changes = execute(now, command);
    const next = changes && applyChanges(now, changes);
    if (changes === undefined || next === undefined) return undefined;
    now = next;
    latest.push(...changes);
  }
  all.push(...latest);
  for (let round = 0; latest.length > 0 && round < mostRounds; round += 1) {
    const seen = latest;
    latest = [];
    for (const follow of consequences) {
      for (const command of follow(seen, now)) {
        // Two consequences may name the same place; the second finds nothing to do.
        const changes = execute(now, command) ?? [];
        const next = applyChanges(now, changes);
        if (next === undefined) continue;
        now = next;
        latest.push(...changes);
      }
    }
    all.push(...latest);
  }
  return { documents: now, changes: all };
}
