import type { AuthChanges, AuthStamp, Database } from "#db";

/**
 * Whether what is remembered of keys, sessions and tenants still holds: asked in one question for all of it, twice a second while
 * anybody comes. Ten thousand who are at work cost as much as one, also when each of them comes by only every few minutes.
 */
export interface Changes {
  /** What is remembered holds without asking: that was asked less than a second ago, and nobody said meanwhile that something changed. */
  believed(): boolean;
  /**
   * Asks what changed and has it dropped; what is remembered after that holds. Those who ask together are answered together.
   * @throws DatabaseUnavailable, Overloaded: then nothing is known, and what is remembered is not to be used.
   */
  ask(): Promise<void>;
  /** Somebody said that something changed: nothing is believed until it was asked anew. */
  doubt(): void;
  /** Another one after each change: what was asked for in an earlier round may be of before it, and is not to be remembered. */
  round(): number;
  /** ms since 1970, by the database's clock as it was last heard. */
  now(): number;
  /** Calls `drop` with the ids that changed, undefined for all, in the moment it is known. */
  onChange(drop: (subjects: ReadonlySet<string> | undefined) => void): void;
  /** Asks no more by itself. */
  stop(): void;
}

interface Options {
  /** how long an answer holds, counted from before it was asked for */
  readonly believedFor?: number;
  /** ms after which it is asked again while somebody comes */
  readonly every?: number;
}

/** ms between two sweeps of what everybody was told of */
const betweenSweeps = 60_000;

/** Keeps asking what changed for as long as somebody wants to know; keeps no process alive. */
export function createChanges({ auth }: Pick<Database, "auth">, { believedFor = 1_000, every = 500 }: Options = {}): Changes {
  const drops: ((subjects: ReadonlySet<string> | undefined) => void)[] = [];
  let stamp: AuthStamp | undefined;
  /** performance.now() before the question that `stamp` answers */
  let stampedAt = -Infinity;
  let believedUntil = -Infinity;
  let round = 0;
  let doubts = 0;
  let asked = 0;
  let answered = 0;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** somebody came since it was last asked */
  let wanted = false;
  let sweptAt = performance.now();

  function take(found: AuthChanges): void {
    if (found.subjects?.length === 0) return;
    round++;
    const subjects = found.subjects === undefined ? undefined : new Set(found.subjects);
    for (const drop of drops) drop(subjects);
  }

  async function question(): Promise<void> {
    const [turn, doubted, askedAt] = [++asked, doubts, performance.now()];
    const found = await auth.changes(stamp);
    // what it names is dropped even when it comes late: that never lets anybody in
    take(found);
    if (turn < answered) return;
    [answered, stamp, stampedAt] = [turn, found.stamp, askedAt];
    if (doubted === doubts) believedUntil = askedAt + believedFor;
    if (askedAt - sweptAt < betweenSweeps) return;
    sweptAt = askedAt;
    // whoever sweeps next has more to do
    auth.sweepChanges().catch(() => undefined);
  }

  function ask(): Promise<void> {
    if (running !== undefined) return running;
    wanted = false;
    const mine: Promise<void> = question().finally(() => {
      if (running === mine) running = undefined;
    });
    return (running = mine);
  }

  function wait(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!wanted) return;
      // when it cannot be asked, what is remembered ends at its time, and whoever comes is told why
      ask().then(wait, wait);
    }, every).unref();
  }

  return {
    believed() {
      wanted = true;
      wait();
      return performance.now() < believedUntil;
    },
    ask,
    doubt() {
      doubts++;
      round++;
      believedUntil = -Infinity;
      // an answer that is on its way may be of before
      running = undefined;
    },
    round: () => round,
    now: () => (stamp === undefined ? 0 : stamp.at + performance.now() - stampedAt),
    onChange(drop) {
      drops.push(drop);
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
      wanted = false;
    },
  };
}
