import type { Json, TableDocument, TableExample } from "#metadata";
import { operators } from "#metadata/vocabulary";
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

/** Whether the answer hangs on when it is asked, by validity or by an expression: then an example keeps its instant. */
export const dependsOnTime = ({ rows, default: otherwise }: TableDocument): boolean =>
  Object.values(rows).some(
    ({ validFrom, validTo, cells, out }) => validFrom !== undefined || validTo !== undefined || readsClock(cells) || readsClock(out),
  ) || readsClock(otherwise);

const readsClock = (given: Readonly<Record<string, unknown>> | undefined): boolean =>
  Object.values(given ?? {}).some((each) => isMap(each) && asksNow(each["logic"]));

/** An expression that names the instant or the day, or has an operator that goes by them. */
function asksNow(logic: unknown): boolean {
  if (Array.isArray(logic)) return logic.some(asksNow);
  if (!isMap(logic)) return false;
  return Object.entries(logic).some(
    ([name, operands]) => operators.get(name)?.atNow === true || (name === "var" && isClock([operands].flat()[0])) || asksNow(operands),
  );
}

const isClock = (path: unknown): boolean => path === "$now" || path === "$today";
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
