import type { Cell, Column, Json, Result } from "#metadata";
import type { Decision } from "../tables/compile-table.ts";
import type { Failing } from "../tables/explain.ts";
import type { Hidden, SplitTaken } from "../tables/route.ts";
import { factsOf, failingOf, givenBy, hits, optionText, type LookedRow, type Question, type TableLook } from "./look.ts";
import { jsonOf } from "./points.ts";

/** A cell that holds: input, what it is, what was asked of it. */
export interface Held {
  readonly input: string;
  readonly actual: Json;
  readonly expected: Cell;
}

/** What keeps an option from being given. */
export interface HiddenBy {
  /** capability · deny: a row hides it · no_row: no row that gives it hits · beaten: another row answers in its place */
  readonly stage: "capability" | "deny" | "no_row" | "beaten";
  readonly code: string;
  /** deny: the row that hides · beaten: the row that answers */
  readonly row?: string;
  readonly note?: string;
  /** deny, beaten: why that row hits, cell by cell */
  readonly cells?: readonly Held[];
  /** capability: what it fails */
  readonly failing?: readonly Failing[];
}

export interface NearRow {
  readonly row: string;
  readonly note?: string;
  readonly failing: readonly Failing[];
}

export interface Beaten {
  readonly row: string;
  readonly note?: string;
  /** what it gives; null: nothing in this output */
  readonly option: string | null;
  readonly why: "earlier" | "rank" | "priority" | "hidden";
}

export interface Shown {
  readonly option: string;
  /** null: no row; what the table falls back on, or its default */
  readonly row: string | null;
  readonly note?: string;
  /** from 1 on */
  readonly place: number;
  readonly of: number;
  readonly rank: number | null;
  readonly cells: readonly Held[];
  /** rows that hit too, and stand behind it or give way to it */
  readonly beat: readonly Beaten[];
  readonly split: SplitTaken | null;
  readonly fallback: boolean;
}

export type Standing = { readonly shown: Shown } | { readonly hidden: HiddenBy };

/** Most rows named as beaten. */
const mostBeaten = 50;
const single = new Set(["U", "A", "P", "F"]);
/** Hit policies that answer one number made of many rows: no row gives what comes out. */
export const isAggregate = (look: TableLook): boolean => ["C+", "C<", "C>", "C#"].includes(look.table.document.hit);

export const decideAgain = (look: TableLook, asked: Question): Result<Decision> =>
  look.table.decide(factsOf(look, asked), { at: new Date(asked.time).toISOString() });

/** The output by which options are asked for: the one named, else the one that names the option, else the first. */
export function outputOf(look: TableLook, name: string | undefined): Column | undefined {
  if (name !== undefined) return look.outputs.find((each) => each.name === name);
  const option = look.table.document.routing?.option;
  return look.outputs.find((each) => each.id === option) ?? look.outputs[0];
}

/** Every value that the rows, the fallback and the output's options let an output have, as texts. Expressions are left out. */
export function optionsOf(look: TableLook, output: Column): readonly string[] {
  const asked: Question = { values: [], time: 0 };
  const { routing, default: otherwise } = look.table.document;
  const found = new Set<string>(output.options ?? []);
  const isConstant = (given: unknown): boolean => typeof given !== "object" || Array.isArray(given);
  for (const row of look.rows) {
    const given = row.row.out[output.id];
    if (given !== undefined && isConstant(given)) found.add(optionText(givenBy(look, row, output, asked)!));
  }
  if (output.id === routing?.option) for (const each of routing.fallback ?? []) found.add(String(each));
  const last = otherwise?.[output.id];
  if (last !== undefined && isConstant(last)) found.add(Array.isArray(last) ? JSON.stringify(last) : String(last));
  return [...found];
}

const noteOf = ({ row }: LookedRow): { note?: string } => (row.note === undefined ? {} : { note: row.note });

/** What a row's cells asked, and what they were told. */
export const heldBy = (look: TableLook, row: LookedRow, { values }: Question): readonly Held[] =>
  row.cells.map(({ column, cell }) => ({ input: look.inputs[column]!.name, actual: jsonOf(values[column]), expected: cell }));

/** Whether a row would show the option, if it hit. */
export function gives(look: TableLook, row: LookedRow, output: Column, option: string, asked: Question): boolean {
  const given = givenBy(look, row, output, asked);
  return given !== undefined && given !== null && optionText(given) === option && !hides(look, row, asked);
}

/** Whether a row of a table that routes hides what it names. */
export function hides(look: TableLook, row: LookedRow, asked: Question): boolean {
  const show = look.outputs.find(({ id }) => id === look.table.document.routing?.show);
  return show !== undefined && givenBy(look, row, show, asked) === false;
}

/** Whether a decision gives the option, and at which place. */
export const placeOf = (decision: Decision, output: Column, option: string): number =>
  decision.outputs.findIndex(
    (each) => each[output.name] !== undefined && each[output.name] !== null && optionText(each[output.name]!) === option,
  );

/** What keeps an option back in a decision; undefined: nothing, it is given. */
export function hiddenBy(
  look: TableLook,
  output: Column,
  option: string,
  asked: Question,
  decided: Result<Decision>,
): HiddenBy | undefined {
  if (decided.ok && placeOf(decided.value, output, option) >= 0) return undefined;
  const byId = (id: string | undefined): LookedRow | undefined => (id === undefined ? undefined : look.rows.find((row) => row.id === id));
  const beaten = (code: string, row: LookedRow | undefined): HiddenBy => ({
    stage: "beaten",
    code,
    ...(row === undefined ? {} : { row: row.id, ...noteOf(row), cells: heldBy(look, row, asked) }),
  });
  if (look.table.document.routing !== undefined && output.id === look.table.document.routing.option) {
    const list = decided.ok ? decided.value.hidden : (decided.problems[0]?.details?.["hidden"] as readonly Hidden[] | undefined);
    const entry = list?.find((each) => optionText(each.option) === option);
    if (entry === undefined || entry.code === "no_row") return { stage: "no_row", code: "no_row" };
    if (entry.stage === "capability") {
      const failing = look.unfit(entry.option, asked);
      return { stage: "capability", code: entry.code, failing: failing === undefined ? [] : [failing] };
    }
    const row = byId(entry.row);
    return {
      stage: "deny",
      code: entry.code,
      ...(row === undefined ? {} : { row: row.id, ...noteOf(row), cells: heldBy(look, row, asked) }),
    };
  }
  const could = look.rows.some((row) => hits(row, asked) && gives(look, row, output, option, asked));
  if (!could) return { stage: "no_row", code: "no_row" };
  if (!decided.ok) {
    const others = (decided.problems[0]?.details?.["rows"] as readonly string[] | undefined) ?? [];
    const rows = others.map(byId).filter((row) => row !== undefined);
    return beaten(decided.problems[0]?.code ?? "invalid", rows.find((row) => !gives(look, row, output, option, asked)) ?? rows[1]);
  }
  const winner = byId(decided.value.hits[0]);
  return beaten(look.table.document.hit === "P" ? "lower_priority" : "earlier_row", winner);
}

/** The row that would show an option and fails in the fewest cells, the first of them in order; a row that is off only where there is no other. */
export function closestRow(look: TableLook, output: Column, option: string, asked: Question): NearRow | undefined {
  let best: { readonly row: LookedRow; readonly failing: readonly Failing[]; readonly weight: number } | undefined;
  for (const row of look.rows) {
    if (!gives(look, row, output, option, asked)) continue;
    const failing = failingOf(look, row, asked);
    const weight = failing.length + (row.enabled ? 0 : 10_000);
    if (best === undefined || weight < best.weight) best = { row, failing, weight };
  }
  return best && { row: best.row.id, ...noteOf(best.row), failing: best.failing };
}

/** Where an option stands in a decision: given, and why so; or what keeps it back. */
export function standingOf(look: TableLook, output: Column, option: string, asked: Question, decided: Result<Decision>): Standing {
  const hidden = hiddenBy(look, output, option, asked, decided);
  if (hidden !== undefined || !decided.ok) return { hidden: hidden ?? { stage: "no_row", code: "no_row" } };
  const { outputs, hits: hit, split, fallback } = decided.value;
  const place = placeOf(decided.value, output, option);
  const row = hit.length === outputs.length ? look.rows.find(({ id }) => id === hit[place]) : undefined;
  const rank = look.outputs.find(({ id }) => id === look.table.document.routing?.rank);
  const ranked = row === undefined || rank === undefined ? undefined : givenBy(look, row, rank, asked);
  return {
    shown: {
      option,
      row: row?.id ?? null,
      ...(row === undefined ? {} : noteOf(row)),
      place: place + 1,
      of: outputs.length,
      rank: typeof ranked === "number" ? ranked : null,
      cells: row === undefined ? [] : heldBy(look, row, asked),
      beat: row === undefined ? [] : beatenBy(look, row, output, asked, decided.value, place),
      split: split ?? null,
      fallback: fallback === true,
    },
  };
}

function beatenBy(
  look: TableLook,
  winner: LookedRow,
  output: Column,
  asked: Question,
  decision: Decision,
  place: number,
): readonly Beaten[] {
  const { document } = look.table;
  const isSingle = single.has(document.hit);
  if (!isSingle && document.routing === undefined) return [];
  const after = new Set(decision.hits.slice(place + 1));
  const before = new Set(decision.hits.slice(0, place));
  const beaten: Beaten[] = [];
  for (const row of look.rows) {
    if (beaten.length >= mostBeaten) break;
    if (row === winner || before.has(row.id) || !hits(row, asked)) continue;
    const given = givenBy(look, row, output, asked);
    const option = given === undefined || given === null ? null : optionText(given);
    const hidden = document.routing !== undefined && !after.has(row.id) && option !== null && placeOf(decision, output, option) < 0;
    const why = hidden ? "hidden" : document.hit === "P" ? "priority" : document.routing?.rank !== undefined ? "rank" : "earlier";
    // a row of an option that stands before it is beaten by that option's own row
    if (!hidden && !isSingle && !after.has(row.id) && option !== null && option !== optionText(decision.outputs[place]![output.name]!))
      continue;
    beaten.push({ row: row.id, ...noteOf(row), option, why });
  }
  return beaten;
}
