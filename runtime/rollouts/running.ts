import type { Logger } from "pino";
import type { Database } from "#db";
import type { Json } from "#metadata";
import { isChosen } from "#runtime/rules";
import { concealerOf, tokenKey } from "../decisions/personal.ts";
import type { TableVersion } from "../decisions/version.ts";
import { handIn } from "./hand-in.ts";
import type { KeptRollout } from "./rollout.ts";
import { createShadowQueue, usualShadowLimits, type ShadowLimits } from "./shadow-queue.ts";
import { createTally, type Tally } from "./tally.ts";

/** A rollout as those who decide in this process have it. */
export interface RunningRollout extends KeptRollout {
  readonly tally: Tally;
  /**
   * Whether the candidate answers for these facts. Never while this process cannot hand in what it counts: nobody would see what the candidate does,
   * and nobody could tell this process to leave it.
   */
  answers(facts: Readonly<Record<string, unknown>>, userId: string | null | undefined): boolean;
  /** Does it behind the answers, within the budget; false: there is no room. */
  later(work: () => void): boolean;
  /** What of facts and outputs may be kept: personal ones as tokens, as the decision log has them. */
  concealing(published: TableVersion, candidate: TableVersion): Concealing;
}

type Outputs = readonly Readonly<Record<string, Json>>[];
interface Concealing {
  facts(facts: Readonly<Record<string, unknown>>, bucket?: number): Json;
  /** of either table */
  outputs(outputs: Outputs): Outputs;
}

/** The process's part in rollouts: counts what candidates do, hands it in about once a second, and judges them by it. */
export interface Rollouts {
  /** A rollout of a tenant as it was read. */
  open(tenantId: string, kept: KeptRollout): RunningRollout;
  start(): void;
  /** Hands in what was counted last. */
  stop(): Promise<void>;
  /** Hands in what was counted so far. */
  flush(): Promise<void>;
}

export interface RolloutsOptions {
  readonly db: Database;
  readonly log: Logger;
  /** the installation's */
  readonly secret: string;
  /** a rollout of the tenant has ended here */
  readonly ended: (tenantId: string) => void;
  readonly limits?: ShadowLimits;
  /** ms between two times of handing in */
  readonly every?: number;
  /** ms for which what was counted may wait, before the published tables answer everything here */
  readonly trustedFor?: number;
}

/** Rollouts that are handed in at the same time. */
const atOnce = 8;

export function createRollouts(options: RolloutsOptions): Rollouts {
  const { db, log, secret, ended, limits = usualShadowLimits, every = 1_000, trustedFor = 3_000 } = options;
  const shadow = createShadowQueue(limits);
  const touched = new Set<Tally>();
  /** performance.now() since when what was counted is being handed in, or could not be */
  const waitingSince = new WeakMap<Tally, number>();
  let timer: NodeJS.Timeout | undefined;
  let flight: Promise<void> | undefined;

  const trusted = (tally: Tally): boolean => {
    const since = waitingSince.get(tally);
    return since === undefined || performance.now() - since < trustedFor;
  };

  async function handInAll(): Promise<void> {
    const tallies = [...touched];
    touched.clear();
    const handInOne = async (tally: Tally): Promise<void> => {
      const taken = tally.take();
      if (!waitingSince.has(tally)) waitingSince.set(tally, performance.now());
      try {
        if (await handIn(db, tally, taken)) ended(tally.tenantId);
        waitingSince.delete(tally);
      } catch (error) {
        tally.giveBack(taken);
        log.warn({ err: error, tenantId: tally.tenantId }, "what a rollout came to could not be handed in; tried again");
      }
    };
    for (let from = 0; from < tallies.length; from += atOnce) await Promise.all(tallies.slice(from, from + atOnce).map(handInOne));
  }

  const flush = (): Promise<void> => (flight ??= handInAll().finally(() => (flight = undefined)));

  return {
    open(tenantId, kept) {
      const tally = createTally(tenantId, kept, (each) => touched.add(each));
      let concealed: { readonly published: TableVersion; readonly candidate: TableVersion; readonly by: Concealing } | undefined;
      return Object.freeze({
        ...kept,
        tally,
        answers: (facts: Readonly<Record<string, unknown>>, userId: string | null | undefined) =>
          trusted(tally) && isChosen(kept, facts, userId),
        later: (work: () => void) =>
          shadow.offer(tenantId, () => {
            try {
              work();
            } catch (error) {
              log.warn({ err: error, tenantId, rolloutId: kept.id }, "a candidate could not be held against the published table");
            }
          }),
        concealing(published: TableVersion, candidate: TableVersion) {
          if (concealed?.published !== published || concealed.candidate !== candidate)
            concealed = { published, candidate, by: concealing(secret, tenantId, published, candidate) };
          return concealed.by;
        },
      });
    },
    start() {
      timer ??= setInterval(() => void (touched.size > 0 && flush()), every);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      shadow.stop();
      await flight;
      await flush();
    },
    flush,
  };
}

/** A fact is personal when either of the two tables says so, and so is what either computes from it. */
function concealing(secret: string, tenantId: string, published: TableVersion, candidate: TableVersion): Concealing {
  const key = tokenKey(secret, tenantId);
  const one = concealerOf(published.document, key, candidate.document);
  const other = concealerOf(candidate.document, key, published.document);
  return { facts: (facts, bucket) => ({ ...other.facts(facts, bucket), ...one.facts(facts, bucket) }), outputs: one.outputs };
}

/** For who composes no process: what is counted goes nowhere. */
export const uncounted = (tenantId: string, kept: KeptRollout): RunningRollout => ({
  ...kept,
  tally: createTally(tenantId, kept, () => undefined),
  answers: (facts, userId) => isChosen(kept, facts, userId),
  later: () => false,
  concealing: () => ({ facts: () => ({}), outputs: () => [] }),
});
