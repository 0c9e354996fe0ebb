import type { Cell, Column, ColumnValue, Json } from "#metadata";
import type { Asked } from "./asked.ts";
import { reasonOf } from "./compile-cell.ts";
import type { CompiledRow } from "./compile-row.ts";

/** One thing that kept a row back: a checkable triple of input, actual and expected. `input` is "" for what concerns the row as a whole. */
export interface Failing {
  readonly input: string;
  readonly actual: Json | null;
  readonly expected: Cell;
  /** absent · not_equal · not_in · excluded · below · above · outside · present · not_prefixed · holds_none · lacks · not_true · row_disabled · not_yet_valid · no_longer_valid · earlier_row · lower_priority */
  readonly code: string;
  readonly reason: string;
}

export interface Because {
  /** the output that was not given, by output name */
  readonly output: Readonly<Record<string, Json>>;
  /** the row that would give it and failed in the fewest cells; the first of them in order */
  readonly row: string;
  /** the row's note */
  readonly label?: string;
  readonly failing: readonly Failing[];
}

interface Explained {
  readonly rows: readonly CompiledRow[];
  readonly inputs: readonly Column[];
  readonly values: readonly (ColumnValue | undefined)[];
  readonly expressions: Asked;
  /** ms */
  readonly time: number;
  /** the rows that answered */
  readonly given: readonly CompiledRow[];
  /** whether one row answers alone */
  readonly single: boolean;
}

/** Why each possible output was not given. Recomputed from the facts on demand; deciding itself keeps no trace. */
export function explain(asked: Explained): readonly Because[] {
  const given = new Set(asked.given.map((each) => each.outputKey));
  const closest = new Map<string, { row: CompiledRow; failing: number }>();
  for (const row of asked.rows) {
    const key = row.outputKey;
    if (given.has(key)) continue;
    const best = closest.get(key);
    const failing = countFailing(row, asked, best?.failing ?? Infinity);
    if (best === undefined) closest.set(key, { row, failing });
    else if (failing < best.failing) [best.row, best.failing] = [row, failing];
  }
  const winner = asked.single ? asked.given[0] : undefined;
  const beaten = (row: CompiledRow): Failing => {
    const { rank, id } = winner!;
    return rank.some((place, index) => place !== row.rank[index]) && asked.rows.indexOf(winner!) > asked.rows.indexOf(row)
      ? whole("lower_priority", `row ${id} hits too, and what it gives goes first`)
      : whole("earlier_row", `row ${id} stands before it and hits`);
  };
  return [...closest.values()].map(({ row, failing }) => ({
    output: row.output,
    row: row.id,
    ...(row.row.note === undefined ? {} : { label: row.row.note }),
    // nothing keeps it back but its place
    failing: failing === 0 && winner !== undefined ? [beaten(row)] : failingOf(row, asked),
  }));
}

/** What concerns the row and no cell of it. */
const whole = (code: string, reason: string): Failing => ({ input: "", actual: null, expected: { any: true }, code, reason });

/** How many things keep a row back; no further than `enough`. Words are found for the closest rows alone. */
function countFailing(row: CompiledRow, { values, expressions, time }: Explained, enough: number): number {
  let failing = (row.enabled ? 0 : 1) + (time < row.from ? 1 : 0) + (time >= row.to ? 1 : 0);
  for (let n = 0; n < row.tests.length && failing < enough; n++) {
    const { column, holds } = row.tests[n]!;
    if (!holds(values[column]?.key)) failing++;
  }
  for (let n = 0; n < row.asks.length && failing < enough; n++) if (!expressions.holds(row, row.asks[n]!)) failing++;
  return failing;
}

function failingOf(row: CompiledRow, { inputs, values, expressions, time }: Explained): readonly Failing[] {
  const failing: Failing[] = [];
  if (!row.enabled) failing.push(whole("row_disabled", "row disabled"));
  if (time < row.from) failing.push(whole("not_yet_valid", `the row holds from ${row.row.validFrom}`));
  if (time >= row.to) failing.push(whole("no_longer_valid", `the row held until ${row.row.validTo}`));
  for (const { column, cell, holds } of row.tests) {
    const value = values[column];
    const input = inputs[column] as Column;
    if (!holds(value?.key))
      failing.push({ input: input.name, actual: value?.json ?? null, expected: cell, ...reasonOf(cell, input, value) });
  }
  for (const ask of row.asks) {
    if (expressions.holds(row, ask)) continue;
    const input = inputs[ask.column] as Column;
    const actual = values[ask.column]?.json ?? null;
    failing.push({ input: input.name, actual, expected: ask.cell, code: "not_true", reason: `the condition on ${input.name} is not met` });
  }
  return failing;
}
