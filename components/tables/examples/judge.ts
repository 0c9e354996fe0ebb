import type { Json, TableDocument, TableExample } from "#metadata";
import type { DecisionTable } from "#runtime/rules";
import { isObject, sameJson } from "../../designer/documents.ts";
import { orderedIds } from "../../designer/order.ts";
import { type Tried, decideBy } from "../tester/facts.ts";

/** What an example asks for and the draft does not give. */
export interface Miss {
  readonly part: "options" | "outputs" | "hits";
  readonly wanted: Json;
  readonly given: Json;
}

export interface Judged {
  readonly id: string;
  readonly example: TableExample;
  readonly tried: Tried;
  readonly misses: readonly Miss[];
  readonly passes: boolean;
}

/** All examples of a table in order, each answered by the table as it stands. */
export function judgeExamples(table: TableDocument, asked: DecisionTable | { readonly fault: string }): Judged[] {
  return orderedIds(table.examples as unknown as Json).map((id) => {
    const example = table.examples![id]!;
    const tried = decideBy(asked, example.facts, { at: example.at });
    const misses = missesOf(example, tried, table);
    return { id, example, tried, misses, passes: tried.decision !== undefined && misses.length === 0 };
  });
}

/** What is left out of an expectation is not looked at. */
function missesOf({ expect }: TableExample, { decision }: Tried, table: TableDocument): Miss[] {
  if (decision === undefined) return [];
  const option = optionName(table);
  const given: Record<Miss["part"], Json> = {
    outputs: decision.outputs as unknown as Json,
    hits: [...decision.hits],
    options: option === undefined ? [] : decision.outputs.map((output) => output[option] ?? null),
  };
  return (["options", "outputs", "hits"] as const).flatMap((part) => {
    const wanted = expect[part] as Json | undefined;
    return wanted === undefined || sameJson(settled(wanted), settled(given[part])) ? [] : [{ part, wanted, given: given[part] }];
  });
}

/** null and absent are the same in an answer. */
function settled(value: Json): Json {
  if (Array.isArray(value)) return value.map(settled);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([name, each]) => (each === null ? [] : [[name, settled(each)]])));
}

const optionName = ({ routing, outputs }: TableDocument): string | undefined =>
  routing === undefined ? undefined : outputs[routing.option]?.name;

/** What a table answers now, as what an example asks for: of a table that routes the options in order, else all it gives. */
export function expectationOf(table: TableDocument, { decision }: Tried): TableExample["expect"] {
  const option = optionName(table);
  const outputs = (decision?.outputs ?? []) as readonly Readonly<Record<string, Json>>[];
  if (option === undefined) return { outputs: outputs.map((output) => ({ ...output })) };
  return { options: outputs.flatMap((output) => ((output[option] ?? null) === null ? [] : [output[option] as string])) };
}

/** Whether the answer hangs on when it is asked: then an example keeps its instant. */
export const dependsOnTime = (table: TableDocument): boolean =>
  Object.values(table.rows).some(({ validFrom, validTo }) => validFrom !== undefined || validTo !== undefined);
