import type { Json, TableDocument, TableExample } from "#metadata";
import { type DecisionTable, type Miss, missesOf } from "#runtime/rules";
import { orderedIds } from "../../designer/order.ts";
import { type Tried, decideBy } from "../tester/facts.ts";

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
    const misses = tried.decision === undefined ? [] : missesOf(table, example, tried.decision.outputs, tried.decision.hits);
    return { id, example, tried, misses, passes: tried.decision !== undefined && misses.length === 0 };
  });
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
