import {
  codeOfIssue,
  inOrder,
  pointer,
  problem,
  type FieldType,
  type FunctionDocument,
  type Json,
  type Operator,
  type Problem,
  type Registry,
  type Result,
  type ValueType,
} from "#metadata";
import { compileExpression, type EvaluationContext, type Expression } from "./compile-expression.ts";
import { EvaluationError } from "./evaluation-error.ts";

export interface FunctionOptions {
  readonly fields: Registry<FieldType>;
  readonly operators: Registry<Operator>;
}

export interface CompiledFunction {
  /** Inputs parsed by their field types, everything wrong at once; outputs by name, absent ones left out. */
  readonly call: (input: Readonly<Record<string, unknown>>, at: EvaluationContext) => Result<Record<string, Json>>;
}

/** A function document → something to call again and again. Paths of problems point into the document. */
export function compileFunction(document: FunctionDocument, { fields, operators }: FunctionOptions): Result<CompiledFunction> {
  const problems: Problem[] = [];
  const inputs = inOrder(document.input).flatMap((input) => {
    const type = fields.get(input.type);
    if (type === undefined) {
      problems.push(problem("unknown_name", pointer("input", input.id, "type"), `There is no field type "${input.type}"`));
      return [];
    }
    const config = type.config.safeParse(input.config ?? {});
    if (!config.success) {
      for (const issue of config.error.issues)
        problems.push(problem("invalid_document", pointer("input", input.id, "config", ...issue.path.map(String)), issue.message));
      return [];
    }
    return [
      { name: input.name, required: input.required === true, schema: type.value(config.data), type: type.type(config.data) as ValueType },
    ];
  });
  const types = new Map(inputs.map((each) => [each.name, each.type]));
  const outputs = inOrder(document.output).flatMap((output): { name: string; id: string; expression: Expression }[] => {
    const compiled = compileExpression(output.value, { operators, types: (path) => types.get(path) });
    if (compiled.ok) return [{ name: output.name, id: output.id, expression: compiled.value }];
    problems.push(...compiled.problems.map((each) => ({ ...each, path: pointer("output", output.id, "value") + each.path })));
    return [];
  });
  if (problems.length > 0) return { ok: false, problems };

  const known = new Set(inputs.map((each) => each.name));
  const call: CompiledFunction["call"] = (input, at) => {
    const wrong: Problem[] = Object.keys(input)
      .filter((name) => !known.has(name))
      .map((name) =>
        problem("unknown_field", pointer(name), `The function ${document.name} has no input "${name.slice(0, 64)}"`, {
          details: { known: [...known] },
        }),
      );
    const data: Record<string, unknown> = Object.create(null);
    for (const { name, required, schema } of inputs) {
      const given = Object.hasOwn(input, name) ? input[name] : undefined;
      if (given === undefined || given === null) {
        if (required) wrong.push(problem("required", pointer(name), `The input "${name}" is missing`));
        continue;
      }
      const parsed = schema.safeParse(given);
      if (parsed.success) data[name] = parsed.data;
      else
        for (const issue of parsed.error.issues)
          wrong.push(problem(codeOfIssue(issue), pointer(name, ...issue.path.map(String)), issue.message));
    }
    if (wrong.length > 0) return { ok: false, problems: wrong };
    const result: Record<string, Json> = {};
    for (const { name, id, expression } of outputs) {
      try {
        const value = expression.evaluate(data, at);
        if (value !== null) result[name] = value as Json;
      } catch (error) {
        if (!(error instanceof EvaluationError)) throw error;
        wrong.push(error.toProblem(pointer("output", id, "value")));
      }
    }
    return wrong.length > 0 ? { ok: false, problems: wrong } : { ok: true, value: result };
  };
  return { ok: true, value: { call } };
}

/** Compiles and calls once; to call often, keep what compileFunction gives. */
export function callFunction(
  document: FunctionDocument,
  input: Readonly<Record<string, unknown>>,
  options: FunctionOptions & EvaluationContext,
): Result<Record<string, Json>> {
  const compiled = compileFunction(document, options);
  return compiled.ok ? compiled.value.call(input, options) : compiled;
}
