import type { Command } from "../commands/index.ts";
import { isObject, own, valueAt } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";

/** What stands inside a removed item goes with it: nodes of a section, steps of a branch. */
export const removedItemTakesChildren: Behaviour = (changes, after) =>
  changes.flatMap(({ document, path, after: now }): Command[] => {
    if (path.length !== 2 || now !== undefined) return [];
    const [map, gone] = path as [string, string];
    const items = valueAt(after.get(document), [map]);
    if (!isObject(items)) return [];
    return Object.keys(items)
      .filter((id) => own(items[id], "parent") === gone)
      .map((id) => ({ do: "remove", document, path: [map, id] }));
  });
