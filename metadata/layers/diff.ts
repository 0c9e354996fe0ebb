import type { DocumentOf, Kind } from "../documents/index.ts";
import type { Json } from "../value-type.ts";
import { atomsOf, below, isMap, removal, sameJson, type JsonMap, type Patch, type Pointer } from "./patch.ts";

/** The patch that makes `edited` of `base`: apply(base, diff(base, edited)) equals `edited`. Undefined is a document that is not there. */
export function diffDocument<K extends Kind>(kind: K, base: DocumentOf[K] | undefined, edited: DocumentOf[K] | undefined): Patch {
  if (edited === undefined) return base === undefined ? { set: {}, remove: [] } : removal;
  if (base === undefined) return { set: { "": edited as unknown as Json }, remove: [] };

  const isAtom = atomsOf(kind);
  const set: Record<Pointer, Json> = {};
  const remove: Pointer[] = [];

  const compare = (before: JsonMap, after: JsonMap, at: Pointer, names: readonly string[]) => {
    for (const key of Object.keys(before)) {
      if (!Object.hasOwn(after, key) || after[key] === undefined) remove.push(below(at, key));
    }
    for (const [key, value] of Object.entries(after)) {
      if (value === undefined) continue;
      const was = Object.hasOwn(before, key) ? before[key] : undefined;
      // what an edit left alone is shared: then it costs nothing however large it is
      if (was === value) continue;
      const here = below(at, key);
      const path = [...names, key];
      if (was === undefined) set[here] = value;
      else if (isMap(was) && isMap(value) && !isAtom(path)) compare(was, value, here, path);
      else if (!sameJson(was, value)) set[here] = value;
    }
  };
  compare(base as unknown as JsonMap, edited as unknown as JsonMap, "", []);
  return { set, remove: remove.sort() };
}
