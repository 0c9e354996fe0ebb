import { ready, within, type Lane, type ReadyStatement, type Row } from "./lanes.ts";
import type { Pool } from "./pool.ts";

/** One statement that needs no tenant and is a transaction by itself. */
export async function runSingle<R extends Row>(
  pool: Pool,
  text: string,
  params: readonly unknown[] = [],
  deadlineMs = 3_000,
): Promise<R[]> {
  return (await answerOf(pool, ready({ text, params }), deadlineMs)).slice() as R[];
}

/** The same for drizzle's proxy driver: rows as lists of values, and how many a statement without `returning` touched. */
export async function runForDrizzle(pool: Pool, text: string, params: readonly unknown[], method: string): Promise<{ rows: unknown[] }> {
  const lists = method === "all";
  const answer = await answerOf(pool, { ...ready({ text, params }), lists }, 3_000);
  const rows = answer.slice();
  return { rows: lists ? rows : Object.assign(rows, { count: answer.count }) };
}

function answerOf(pool: Pool, statement: ReadyStatement, deadlineMs: number): ReturnType<Lane["send"]> {
  const until = performance.now() + deadlineMs;
  return pool.use("", "platform", Math.min(1_000, deadlineMs), (lane) => within(lane, until - performance.now(), lane.send(statement)));
}
