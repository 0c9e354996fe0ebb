import { ready, within, type Row } from "./lanes.ts";
import type { Pool } from "./pool.ts";

/** One statement that needs no tenant and is a transaction by itself. */
export async function runSingle<R extends Row>(
  pool: Pool,
  text: string,
  params: readonly unknown[] = [],
  deadlineMs = 3_000,
): Promise<R[]> {
  const statement = ready({ text, params });
  const until = performance.now() + deadlineMs;
  return pool.use("", "platform", Math.min(1_000, deadlineMs), async (lane) => {
    return (await within(lane, until - performance.now(), lane.send(statement))).slice() as R[];
  });
}
