import { setTimeout as sleep } from "node:timers/promises";
import { startEmbedded, type Embedded, type EmbeddedOptions } from "./embedded.ts";

/** ms between looks whether it lives */
const lookMs = 500;

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Starts the embedded Postgres and keeps it: when its process is gone without our having stopped it, it is started again on the
 * same port, so that the address stays true and connections find it again.
 * `say` is told of every death and every return.
 */
export async function keepEmbedded(options: EmbeddedOptions, say: (line: string) => void): Promise<Embedded> {
  let current = await startEmbedded(options);
  const { port } = new URL(current.url);
  let over = false;
  let returning: Promise<void> | undefined;

  async function bringBack(): Promise<void> {
    say("The embedded Postgres has died; starting it again.");
    for (let attempt = 1; !over; attempt++) {
      try {
        current = await startEmbedded({ ...options, settings: { ...options.settings, port } });
        say("The embedded Postgres is back.");
        return;
      } catch (error) {
        say(`The embedded Postgres does not start (attempt ${attempt}): ${error instanceof Error ? error.message : String(error)}`);
        await sleep(Math.min(1_000 * attempt, 10_000));
      }
    }
  }

  const timer = setInterval(() => {
    if (over || returning !== undefined || lives(current.pid)) return;
    returning = bringBack().finally(() => (returning = undefined));
  }, lookMs);
  timer.unref();

  const first = current;
  return {
    ...first,
    async stop() {
      over = true;
      clearInterval(timer);
      await returning;
      await current.stop();
    },
  };
}
