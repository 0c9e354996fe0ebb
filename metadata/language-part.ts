import { mostExamples } from "./check-examples.ts";
import type { DocumentOf, Kind } from "./documents/index.ts";
import { mostRows } from "./language-document.ts";
import { namesOf, type Pointer } from "./layers/patch.ts";

/** Maps of a table whose members say nothing of each other. */
const apart = ["rows", "examples"] as const;

/**
 * The document with those members alone that changed; undefined where something else changed too, or where there may be more of them than
 * is allowed: then it is looked at whole.
 */
export function partOf<K extends Kind>(kind: K, document: DocumentOf[K], changed: readonly Pointer[]): DocumentOf[K] | undefined {
  if (document.kind !== "table" || changed.length === 0) return undefined;
  const ids: Record<(typeof apart)[number], Set<string>> = { rows: new Set(), examples: new Set() };
  for (const path of changed) {
    const [map, id] = namesOf(path);
    const known = apart.find((each) => each === map);
    if (known === undefined || id === undefined) return undefined;
    ids[known].add(id);
  }
  const { rows, examples = {} } = document;
  if (Object.keys(rows).length > mostRows || Object.keys(examples).length > mostExamples) return undefined;
  const only = <Value>(all: Readonly<Record<string, Value>>, wanted: ReadonlySet<string>): Record<string, Value> =>
    Object.fromEntries([...wanted].flatMap((id) => (Object.hasOwn(all, id) ? [[id, all[id]!]] : [])));
  return {
    ...document,
    rows: only(rows, ids.rows),
    ...(document.examples === undefined ? {} : { examples: only(examples, ids.examples) }),
  } as DocumentOf[K];
}
