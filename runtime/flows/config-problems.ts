import { expressionsIn, pointer, type FlowDocument, type Problem, type Vocabulary } from "#metadata";
import { compileExpression } from "../rules/index.ts";

/** Expressions in the settings of a flow's steps that could never be computed: they would only be found out by a run that comes by. */
export function configProblems({ steps }: FlowDocument, vocabulary: Pick<Vocabulary, "steps" | "operators" | "fields">): Problem[] {
  return Object.entries(steps).flatMap(([id, step]) => {
    const type = vocabulary.steps.get(step.type);
    if (type?.config.safeParse(step.config ?? {}).success !== true) return [];
    return expressionsIn(type.config, step.config ?? {}, pointer("steps", id, "config")).flatMap(({ at, logic }) => {
      const compiled = compileExpression(logic, vocabulary);
      return compiled.ok ? [] : compiled.problems.map((each) => ({ ...each, path: at + each.path }));
    });
  });
}
