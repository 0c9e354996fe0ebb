import type { Command } from "../commands/index.ts";
import { kindOf, nameOf, valueAt } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";
import { placesOfField } from "./places-of-field.ts";

/** Where a field is shown follows its new API name. */
export const renamedFieldFollows: Behaviour = (changes, after) =>
  changes.flatMap((change): Command[] => {
    const { document, path, before, after: now } = change;
    if (kindOf(document) !== "object" || path.length !== 3 || path[0] !== "fields" || path[2] !== "name") return [];
    if (typeof before !== "string" || typeof now !== "string") return [];
    return placesOfField(after, nameOf(document), before).flatMap((place): Command[] => {
      if (!place.asKey) return [{ do: "set", document: place.document, path: place.path, value: now }];
      const held = valueAt(after.get(place.document), place.path);
      return [
        { do: "remove", document: place.document, path: place.path },
        { do: "set", document: place.document, path: [...place.path.slice(0, -1), now], value: held },
      ];
    });
  });
