import type { Command } from "../commands/index.ts";
import { isObject, kindOf, nameOf, own, valueAt } from "../documents.ts";
import type { Behaviour } from "./behaviour.ts";
import { placesOfField } from "./places-of-field.ts";

/** A removed field leaves the forms, pages, views and roles that show it. Rules that compute with it stay: the server names them. */
export const removedFieldLeaves: Behaviour = (changes, after) =>
  changes.flatMap((change): Command[] => {
    const [map, , ...deeper] = change.path;
    if (kindOf(change.document) !== "object" || map !== "fields" || change.path.length !== 2 || deeper.length > 0) return [];
    if (change.after !== undefined || !isObject(change.before)) return [];
    const name = own(change.before, "name");
    if (typeof name !== "string") return [];
    const again = Object.values((valueAt(after.get(change.document), ["fields"]) ?? {}) as Record<string, unknown>);
    if (again.some((field) => own(field, "name") === name)) return [];
    return placesOfField(after, nameOf(change.document), name).map(({ document, path, whole }) => ({
      do: "remove",
      document,
      path: whole ?? path,
    }));
  });
