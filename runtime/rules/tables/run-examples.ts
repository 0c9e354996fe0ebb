import {
  canonicalJson,
  columnOf,
  inOrder,
  pointer,
  problem,
  readFact,
  type Column,
  type Json,
  type Problem,
  type TableDocument,
  type TableExample,
} from "#metadata";
import type { DecisionTable } from "./compile-table.ts";

/** An expectation of an example that the table does not meet. */
export interface Miss {
  readonly part: "outputs" | "options" | "hits";
  readonly expected: Json;
  readonly actual: Json;
}

/**
 * What is wrong with the examples of a table as it stands: each that fails, with what it expects and what it is given, or why it cannot be
 * answered. `table`: the same document compiled. `now`: the instant for examples that name none.
 */
export function exampleProblems(document: TableDocument, table: DecisionTable, now: string): Problem[] {
  return inOrder(document.examples ?? {}).flatMap(({ id, ...example }): Problem[] => {
    const at = pointer("examples", id);
    const decided = table.decide(example.facts, { at: example.at ?? now });
    if (!decided.ok) {
      const why = decided.problems.map(({ message }) => message).join("; ");
      return [
        problem("example_fails", at, `The table cannot answer this example: ${why}`, {
          details: { expected: example.expect, problems: decided.problems.map(({ code, path, message }) => ({ code, path, message })) },
        }),
      ];
    }
    const misses = missesOf(document, example, decided.value.outputs, decided.value.hits);
    if (misses.length === 0) return [];
    const texts = misses.map(({ part, expected, actual }) => `${part}: expected ${short(expected)}, not ${short(actual)}`);
    return [problem("example_fails", at, `This example no longer holds. ${texts.join("; ")}`, { details: { misses } })];
  });
}

/** What of an expectation is not met; what is left out of it is not looked at. */
export function missesOf(
  document: TableDocument,
  { expect }: TableExample,
  outputs: readonly Readonly<Record<string, Json>>[],
  hits: readonly string[],
): readonly Miss[] {
  const columns = new Map(inOrder(document.outputs).map((each) => [each.name, columnOf(each.id, each, document, {})]));
  const option = document.routing === undefined ? undefined : document.outputs[document.routing.option]?.name;
  const misses: Miss[] = [];
  const look = (part: Miss["part"], expected: Json | undefined, actual: Json, same: (value: Json) => Json): void => {
    if (expected !== undefined && canonicalJson(same(expected)) !== canonicalJson(same(actual))) misses.push({ part, expected, actual });
  };
  const plain = (value: Json): Json => value;
  const offered = outputs.map((each) => (option === undefined ? null : (each[option] ?? null)));
  look("options", expect.options, offered, plain);
  look("outputs", expect.outputs as Json | undefined, outputs as Json, (list) =>
    (list as readonly Readonly<Record<string, Json>>[]).map((each) => settled(each, columns)),
  );
  look("hits", expect.hits, [...hits], plain);
  return misses;
}

/** An output as the table says it, however people wrote it: money as minor units; null and absent are the same. */
const settled = (output: Readonly<Record<string, Json>>, columns: ReadonlyMap<string, Column>): Json =>
  Object.fromEntries(
    Object.entries(output).flatMap(([name, value]) => {
      const column = columns.get(name);
      if (value === null) return [];
      const read = column === undefined || Array.isArray(value) ? undefined : readFact({ ...column, options: undefined }, value);
      return [[name, read !== undefined && "value" in read ? read.value.json : value]];
    }),
  );

const short = (value: Json): string => {
  const text = canonicalJson(value);
  return text.length > 200 ? `${text.slice(0, 200)} …` : text;
};
