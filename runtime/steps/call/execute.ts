import type { Logic } from "#metadata";
import { compileFunction } from "../../rules/index.ts";
import type { Execute } from "../../step.ts";
import { evaluateAll, evaluateAllOver, failedBy, pick } from "../outcome.ts";

type Config = ({ function: string } | { resource: string }) & { values?: Readonly<Record<string, Logic>> | undefined };

/** Functions are pure: they run inside the transition. */
export const executeCall: Execute<Config> = (execution) => {
  const { config, input, effective, document, now } = execution;
  const bindings = document.bindings ?? {};
  const binding = "resource" in config && Object.hasOwn(bindings, config.resource) ? bindings[config.resource] : undefined;
  const name = "function" in config ? config.function : binding?.function;
  const called = name === undefined ? undefined : effective.documents.function.get(name);
  if (called === undefined) {
    const missing = "resource" in config ? (name ?? config.resource) : name;
    return { failed: { code: "FC.FunctionNotFound", message: `There is no function for <${missing}>.` } };
  }
  const sent = config.values === undefined ? input : evaluateAll(execution, config.values);
  const given = binding?.input ? evaluateAllOver(execution, binding.input, { input: sent }) : sent;
  const compiled = effective.memo(`call:${called.name}`, () => compileFunction(called, effective.language));
  if (!compiled.ok) return failedBy("Function", compiled.problems);
  const names = Object.values(called.input).map((each) => each.name);
  const result = compiled.value.call(pick(names, given), { now });
  if (!result.ok) return failedBy("Function", result.problems);
  return { done: binding?.output ? evaluateAllOver(execution, binding.output, { input: sent, local: result.value }) : result.value };
};
