import { canonicalJson, type Cell, type Json, type Result } from "#metadata";
import { decideAgain, questionOf, type Decision, type Question, type TableLook } from "#runtime/rules";
import { isConcealed, type Concealed, type Concealer } from "./personal.ts";
import { cellsOn, knows, splitOf, standInsFor, together, type StandIn } from "./stand-in.ts";

/** What the log keeps of a decision, as far as it can be made again. */
export interface Logged {
  readonly facts: Readonly<Record<string, Json>>;
  /** ms */
  readonly at: number;
  readonly outputs: readonly Readonly<Record<string, Json>>[];
  readonly hits: readonly string[];
  readonly arm: string | null;
  readonly fallback: boolean;
}

export interface Replay {
  /**
   * exact: the same facts gave the same answer, to the bit · stand_in: values that agree with everything the log knows of the personal
   * facts did · differs: it came out otherwise
   */
  readonly how: "exact" | "stand_in" | "differs";
  readonly asked: Question;
  readonly decided: Result<Decision>;
  /** whether the log does not know a personal fact well enough to be sure of what a cell says of it */
  readonly unsure: (input: string, cell: Cell) => boolean;
}

/** Most ways of standing in for personal facts that are tried. */
const mostWays = 256;

/** Makes a decision again on the version that made it. Personal facts are tokens in the log: see stand-in. */
export function replayDecision(look: TableLook, logged: Logged, concealer: Concealer): Replay {
  const { document } = look.table;
  const concealed = new Map<string, Concealed>();
  for (const [name, value] of Object.entries(logged.facts)) if (isConcealed(value)) concealed.set(name, value);
  const split = splitOf(document, logged.arm);
  const key = document.inputs[document.routing?.split?.key ?? ""]?.name;
  const standIns = new Map<string, StandIn>();
  for (const column of look.inputs) {
    const kept = concealed.get(column.name);
    if (kept === undefined) continue;
    const standIn = standInsFor(column, cellsOn(document, column.id), concealer.token);
    standIns.set(column.name, standIn(kept, column.name === key ? split : undefined));
  }
  const unsure: Replay["unsure"] = (input, cell) => {
    const column = look.inputs.find(({ name }) => name === input);
    return column !== undefined && !knows(column, concealed.get(input), cell, standIns.get(input)?.exact === true);
  };
  let first: Omit<Replay, "how"> | undefined;
  for (const facts of together(look, logged.facts, standIns, mostWays)) {
    const asked = questionOf(look, facts, logged.at);
    const again = { asked, decided: decideAgain(look, asked), unsure };
    first ??= again;
    if (isSame(again.decided, logged, concealer)) {
      const exact = [...standIns.values()].every((each) => each.exact);
      return { ...again, how: exact ? "exact" : "stand_in" };
    }
  }
  return { ...first!, how: "differs" };
}

/** To the bit, but for what was computed from personal facts: of that the log knows tokens alone. */
function isSame(decided: Result<Decision>, logged: Logged, concealer: Concealer): boolean {
  if (!decided.ok) return false;
  const { outputs, hits, split, fallback } = decided.value;
  const derived = new Set(logged.outputs.flatMap((each) => Object.keys(each).filter((name) => isConcealed(each[name]))));
  const bare = (each: Readonly<Record<string, Json>>): Json =>
    derived.size === 0 ? each : Object.fromEntries(Object.entries(each).filter(([name]) => !derived.has(name)));
  return (
    canonicalJson(concealer.outputs(outputs).map(bare)) === canonicalJson(logged.outputs.map(bare)) &&
    canonicalJson([...hits]) === canonicalJson([...logged.hits]) &&
    (split?.arm ?? null) === logged.arm &&
    (fallback === true) === logged.fallback
  );
}
