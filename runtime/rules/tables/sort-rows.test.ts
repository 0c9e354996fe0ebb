import { expect, it } from "vitest";
import { inOrder, type TableRow } from "#metadata";
import { sortSteps } from "./sort-rows.ts";

const run = (rows: Record<string, TableRow>, rankOf: (id: string) => number) => {
  let turns = 0;
  for (const steps = sortSteps({ rows }, rankOf); ; turns++) {
    const step = steps.next();
    if (step.done === true) return { turns, ids: step.value.map(([id]) => id) };
  }
};

it.each([0, 1, 2_048, 2_049, 20_000])("sorts %i rows by band, order and id, with turns for others in between", (count) => {
  // orders that are given twice, ids of several lengths, in no order
  const place = (n: number): number => (n * 7_919) % 10_007;
  const rows = Object.fromEntries(Array.from({ length: count }, (_, n) => [`r${place(n)}_${n}`, { order: `a${place(n) % 997}`, out: {} }]));
  const rankOf = (id: string): number => id.length % 3;
  const wanted = inOrder(rows).map(({ id }) => id);
  const { ids, turns } = run(rows, rankOf);
  expect(ids).toEqual([0, 1, 2].flatMap((rank) => wanted.filter((id) => rankOf(id) === rank)));
  expect(turns).toBeGreaterThanOrEqual(Math.ceil(count / 2_048) - 1);
});
