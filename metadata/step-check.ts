import type { FlowDocument } from "./documents/flow.ts";
import type { DocumentSet, Vocabulary } from "./language.ts";
import { pointer, type Problem } from "./problem.ts";

/** What the steps of a flow say is wrong with them beside the other documents. Paths begin with /flow/{name}. */
export function stepProblems({ name, steps }: FlowDocument, documents: DocumentSet, { steps: types }: Vocabulary): Problem[] {
  return Object.entries(steps).flatMap(([id, step]) => {
    const type = types.get(step.type);
    const config = type?.check === undefined ? undefined : type.config.safeParse(step.config ?? {});
    if (type?.check === undefined || config?.success !== true) return [];
    const filled = new Set(Object.values(steps).flatMap(({ parent, branch }) => (parent === id && branch !== undefined ? [branch] : [])));
    const at = pointer("flow", name, "steps", id, "config");
    return type.check(config.data, { documents, filled }).map((each) => ({ ...each, path: `${at}${each.path}` }));
  });
}
