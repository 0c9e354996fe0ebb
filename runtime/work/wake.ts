import type { Database } from "#db";

/** Channel on which processes tell each other that there is work. */
export const workChannel = "work";

/** ms in which many calls become one: a notification takes a lock that the whole database shares. */
const coalesce = 15;

/** For a process without a worker: tells those of other processes that there is work. Never fails; the poll finds what is not told. */
export function createWakeUp(db: Pick<Database, "notify">): () => void {
  let waiting: NodeJS.Timeout | undefined;
  return () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      db.notify(workChannel, "").catch(() => undefined);
    }, coalesce);
    waiting.unref();
  };
}
