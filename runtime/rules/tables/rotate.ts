import type { Column, Json, Rotation } from "#metadata";

type Output = Readonly<Record<string, Json>>;

/** A table's way from the row that answers to the one of those it lists whose turn it is. */
export type Rotate = (output: Output, values: (place: number) => Json | undefined) => Output;

/**
 * The members that are there take turns in the order of the list: turn modulo their number. So any run of turns, while the same members
 * are there, gives none of them more than one beyond another. An output without a list, or with nobody there, stays as the row gives it.
 */
export function compileRotation(rotation: Rotation, inputs: readonly Column[], outputs: readonly Column[]): Rotate {
  const [among, to] = [rotation.among, rotation.to].map((id) => outputs.find((each) => each.id === id)!.name) as [string, string];
  const [turnPlace, awayPlace] = [rotation.turn, rotation.away].map((id) => inputs.findIndex((each) => each.id === id)) as [number, number];
  return (output, values) => {
    const there = membersThere(output[among], values(awayPlace));
    const turn = values(turnPlace);
    if (there.length === 0) return output;
    const { [to]: _, ...rest } = output;
    return typeof turn === "number" ? { ...rest, [to]: there[modulo(Math.trunc(turn), there.length)]! } : rest;
  };
}

/** Who of a row's list may be given something: each once, without those who are away. */
export function membersThere(listed: unknown, away: unknown): readonly Json[] {
  if (!Array.isArray(listed)) return [];
  const gone = new Set(Array.isArray(away) ? away.map(String) : []);
  return [...new Set(listed as readonly Json[])].filter((each) => !gone.has(String(each)));
}

const modulo = (turn: number, of: number): number => ((turn % of) + of) % of;
