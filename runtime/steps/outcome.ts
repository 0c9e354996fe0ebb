import type { Logic, Problem } from "#metadata";
import type { Data, Execution, Outcome } from "../step.ts";

/** Problems of a record, table or function as the failure of a step: `<family>.<code>`, which retry and catch can name. */
export const failedBy = (family: string, problems: readonly Problem[]): Outcome => ({
  failed: {
    code: `${family}.${problems[0]?.code ?? "invalid"}`,
    message: problems
      .map(({ path, message }) => (path === "" ? message : `${path}: ${message}`))
      .join(" ")
      .slice(0, 4_096),
  },
});

/** Every expression of a mapping; absent results are left out, a literal null stays. */
export function evaluateAll(execution: Execution, mapping: Readonly<Record<string, Logic>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, logic] of Object.entries(mapping)) {
    const value = logic === null ? null : execution.evaluate(logic);
    if (value === undefined || (value === null && logic !== null)) continue;
    values[name] = value;
  }
  return values;
}

/** The same over other data. */
export function evaluateAllOver(execution: Execution, mapping: Readonly<Record<string, Logic>>, data: Data): Record<string, unknown> {
  return evaluateAll({ ...execution, evaluate: (logic) => execution.evaluateOver(logic, data) }, mapping);
}

/** Values under the names that are asked for. */
export function pick(names: readonly string[], from: Data): Record<string, unknown> {
  return Object.fromEntries(names.filter((name) => Object.hasOwn(from, name) && from[name] != null).map((name) => [name, from[name]]));
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The record a step's settings point at: its id, from an id or from a record that carries one. */
export function recordIdOf(execution: Execution, logic: Logic): string | undefined {
  const value = execution.evaluate(logic);
  const id = typeof value === "object" && value !== null && Object.hasOwn(value, "id") ? (value as { id: unknown }).id : value;
  return typeof id === "string" && uuid.test(id) ? id : undefined;
}

export const noRecord = (object: string): Outcome => ({
  failed: { code: "Record.not_found", message: `The expression gives no record of <${object}>.` },
});

/** A topic by its name in the flow's bindings, or by its own. */
export function topicOf({ document }: Execution, name: string): string {
  const bindings = document.bindings ?? {};
  return (Object.hasOwn(bindings, name) ? bindings[name]!.topic : undefined) ?? name;
}
