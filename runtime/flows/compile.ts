import {
  inOrder,
  ok,
  pointer,
  problem,
  refused,
  type FlowDocument,
  type Logic,
  type Problem,
  type Result,
  type Vocabulary,
} from "#metadata";
import { compileExpression, EvaluationError } from "../rules/index.ts";

/** Names that mean something to JavaScript. */
const forbidden = new Set(["__proto__", "constructor", "prototype"]);

/** An expression ready to be evaluated. */
export interface Expression {
  readonly evaluate: (data: Readonly<Record<string, unknown>>, at: { readonly now: string }) => unknown;
}
export type Mapping = readonly { readonly target: string; readonly value: Expression }[];

export interface Retry {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxIntervalSeconds: number;
  readonly maxAttempts: number;
  readonly multiplier: number;
}

export interface Branch {
  readonly first: string | undefined;
  /** id of the sibling the run goes to when the branch is done */
  readonly goto: string | undefined;
}

/** One step with everything looked up: ids instead of names, neighbours instead of orders. */
export interface PlannedStep {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly task: boolean;
  readonly config: unknown;
  readonly parent: string | undefined;
  readonly branch: string | undefined;
  /** id of the next sibling */
  readonly next: string | undefined;
  readonly branches: ReadonlyMap<string, Branch>;
  /** sibling name → id: where `goTo` may lead */
  readonly siblings: ReadonlyMap<string, string>;
  readonly input: Mapping | undefined;
  readonly output: Mapping | undefined;
  readonly end: boolean;
  readonly outcome: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly retry: readonly Retry[];
  readonly catch: readonly { readonly errors: readonly string[]; readonly goto: string; readonly output: Mapping | undefined }[];
}

/** The one form that is executed, whatever the flow was written in. */
export interface Flow {
  readonly document: FlowDocument;
  readonly first: string | undefined;
  readonly steps: ReadonlyMap<string, PlannedStep>;
  readonly output: Mapping | undefined;
  /** an expression of a step's settings; compiled once. @throws EvaluationError when it is none */
  readonly expression: (logic: Logic) => Expression;
}

/** A list of steps in their order, while it is put together. */
interface Series {
  readonly first: string;
  last: string | undefined;
  readonly next: Map<string, string>;
  readonly byName: Map<string, string>;
}

/** Steps of one flow. */
export const mostSteps = 1_000;

/** Document → executable form, or everything that is wrong with it. */
export function compileFlow(document: FlowDocument, vocabulary: Pick<Vocabulary, "steps" | "operators" | "fields">): Result<Flow> {
  const problems: Problem[] = [];

  const expressionAt = (logic: Logic, path: string): Expression => {
    const compiled = compileExpression(logic, vocabulary);
    if (compiled.ok) return compiled.value;
    problems.push(...compiled.problems.map((each) => ({ ...each, path: path + each.path })));
    return { evaluate: () => null };
  };
  const mappingAt = (mapping: Readonly<Record<string, Logic>> | undefined, path: string): Mapping | undefined =>
    mapping === undefined
      ? undefined
      : Object.entries(mapping).map(([target, logic]) => {
          if (forbidden.has(target)) problems.push(problem("forbidden_key", path + pointer(target), `<${target}> cannot be a target.`));
          return { target, value: expressionAt(logic, path + pointer(target)) };
        });

  const all = inOrder(document.steps);
  if (all.length > mostSteps) {
    return refused(
      problem("limit_exceeded", "/steps", `A flow has ${mostSteps} steps at most; this has ${all.length}.`, {
        details: { limit: mostSteps, actual: all.length },
      }),
    );
  }
  const byId = new Map(all.map((step) => [step.id, step]));
  const seriesOf = (step: { parent?: string | undefined; branch?: string | undefined }) =>
    JSON.stringify([step.parent ?? null, step.branch ?? null]);
  const series = new Map<string, Series>();
  const nameTaken = new Set<string>();
  for (const step of all) {
    const key = seriesOf(step);
    const list = series.get(key) ?? { first: step.id, last: undefined, next: new Map(), byName: new Map() };
    if (list.last !== undefined) list.next.set(list.last, step.id);
    list.last = step.id;
    list.byName.set(step.name, step.id);
    series.set(key, list);
    if (nameTaken.has(step.name))
      problems.push(problem("name_taken", pointer("steps", step.id, "name"), `Two steps are named <${step.name}>.`));
    nameTaken.add(step.name);
  }

  // a step that contains itself would never be reached, and never left
  for (const step of all) {
    const seen = new Set<string>();
    for (let at: string | undefined = step.id; at !== undefined; at = byId.get(at)?.parent) {
      if (seen.has(at)) {
        problems.push(problem("invalid_document", pointer("steps", step.id, "parent"), `The step <${step.name}> stands inside itself.`));
        break;
      }
      seen.add(at);
    }
  }

  // branches of every container, and what its configuration says
  const configs = new Map<string, unknown>();
  const branchGotos = new Map<string, readonly { readonly id: string; readonly goto?: string | undefined }[]>();
  for (const step of all) {
    const path = pointer("steps", step.id);
    const type = vocabulary.steps.get(step.type);
    if (type === undefined) {
      problems.push(
        problem("unknown_name", `${path}/type`, `There is no step type <${step.type}>.`, { details: { known: vocabulary.steps.names } }),
      );
      continue;
    }
    const parsed = type.config.safeParse(step.config ?? {});
    if (!parsed.success) {
      problems.push(
        ...parsed.error.issues.map((issue) =>
          problem("invalid_document", `${path}/config${pointer(...issue.path.map(String))}`, `${step.name}: ${issue.message}.`),
        ),
      );
      continue;
    }
    configs.set(step.id, parsed.data);
    if (type.branches) branchGotos.set(step.id, type.branches(parsed.data));
  }

  const steps = new Map<string, PlannedStep>();
  for (const step of all) {
    const path = pointer("steps", step.id);
    const { next, byName: siblings } = series.get(seriesOf(step))!;
    const target = (name: string, at: string): string => {
      const id = siblings.get(name);
      if (id !== undefined) return id;
      problems.push(
        nameTaken.has(name)
          ? problem(
              "invalid_document",
              at,
              `The step <${name}> is no neighbour of <${step.name}>: only steps of the same list can be gone to.`,
            )
          : problem("unknown_name", at, `There is no step <${name}>.`, { details: { known: [...siblings.keys()].slice(0, 50) } }),
      );
      return step.id;
    };

    if ((step.parent === undefined) !== (step.branch === undefined)) {
      problems.push(problem("invalid_document", path, `<${step.name}> needs parent and branch together, or neither.`));
    } else if (step.parent !== undefined) {
      const parent = byId.get(step.parent);
      if (parent === undefined) problems.push(problem("unknown_name", `${path}/parent`, `There is no step with the id <${step.parent}>.`));
      else if (configs.has(parent.id) && !branchGotos.get(parent.id)?.some(({ id }) => id === step.branch)) {
        problems.push(problem("unknown_name", `${path}/branch`, `<${parent.name}> has no branch <${step.branch}>.`));
      }
    }

    const branches = new Map<string, Branch>();
    for (const branch of branchGotos.get(step.id) ?? []) {
      branches.set(branch.id, {
        first: series.get(seriesOf({ parent: step.id, branch: branch.id }))?.first,
        goto: branch.goto === undefined ? undefined : target(branch.goto, `${path}/config`),
      });
    }

    steps.set(step.id, {
      id: step.id,
      name: step.name,
      type: step.type,
      task: vocabulary.steps.get(step.type)?.task === true,
      config: configs.get(step.id) ?? {},
      parent: step.parent,
      branch: step.branch,
      next: next.get(step.id),
      branches,
      siblings,
      input: mappingAt(step.input, `${path}/input`),
      output: mappingAt(step.output, `${path}/output`),
      end: step.end === true,
      outcome: step.outcome,
      timeoutSeconds: step.timeoutSeconds,
      retry: (step.retry ?? []).map((policy) => ({
        errors: policy.errors,
        intervalSeconds: policy.intervalSeconds ?? 1,
        maxIntervalSeconds: policy.maxIntervalSeconds ?? 86_400,
        maxAttempts: policy.maxAttempts ?? 3,
        multiplier: policy.multiplier ?? 2,
      })),
      catch: (step.catch ?? []).map((caught, n) => ({
        errors: caught.errors,
        goto: target(caught.goto, `${path}/catch/${n}/goto`),
        output: mappingAt(caught.output, `${path}/catch/${n}/output`),
      })),
    });
  }
  const output = mappingAt(document.output, "/output");

  if (problems.length > 0) return { ok: false, problems };

  const expressions = new WeakMap<object, Expression>();
  return ok({
    document,
    first: series.get(seriesOf({}))?.first,
    steps,
    output,
    expression: (logic) => {
      if (typeof logic !== "object" || logic === null) return { evaluate: () => logic };
      const known = expressions.get(logic);
      if (known) return known;
      const compiled = compileExpression(logic, vocabulary);
      // a document from before this was looked at when it was published: the run fails, and says why
      if (!compiled.ok) throw new EvaluationError("evaluation_error", "", compiled.problems[0]?.message ?? "not an expression");
      expressions.set(logic, compiled.value);
      return compiled.value;
    },
  });
}
