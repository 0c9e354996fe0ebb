import type { Json } from "#metadata";
import type { Change } from "./compare.ts";
import { noCounts, type Counts, type Guarded, type KeptRollout } from "./rollout.ts";

/** Facts that came out otherwise. */
export interface DifferenceSample {
  readonly change: Change;
  /** as the decision log keeps them */
  readonly facts: Json;
  readonly at: string;
  /** the instant at which it was kept */
  readonly keptAt?: string;
  readonly published: Json;
  readonly candidate: Json;
}

/** One output that came out otherwise, how often, and the first few times. */
export interface CountedDifference {
  readonly output: Json;
  readonly counts: Record<Change, number>;
  readonly samples: DifferenceSample[];
}

/** Samples of one output, and of all together in what is handed in at once. */
export const mostSamples = 5;
const mostSamplesAtOnce = 50;
/** Outputs that are told apart in what is handed in at once. */
const mostOutputsAtOnce = 200;
/** Longest sample, in characters of JSON. */
const mostSampleLength = 16_384;

type Writable<Of> = { -readonly [Key in keyof Of]: Of[Key] extends number ? number : Writable<Of[Key]> };

const fresh = (): Writable<Counts> => ({ ...noCounts, published: { ...noCounts.published }, candidate: { ...noCounts.candidate } });

/** What this process counts of a rollout until it hands it in. */
export interface Tally {
  readonly rollout: Pick<KeptRollout, "id" | "tableId">;
  readonly tenantId: string;
  count(variant: "published" | "candidate", bad: Readonly<Record<Guarded, boolean>>): void;
  differs(
    differences: readonly { readonly change: Change; readonly output: Json; readonly key: string }[],
    sample: Omit<DifferenceSample, "change">,
  ): void;
  dropped(): void;
  /** What was counted since the last time; then it begins anew. */
  take(): Taken;
  /** It could not be handed in. */
  giveBack(taken: Taken): void;
}

export interface Taken {
  readonly counts: Counts;
  /** by canonical JSON of the output */
  readonly differences: ReadonlyMap<string, CountedDifference>;
}

/** `touched` is called at whatever it counts. */
export function createTally(tenantId: string, rollout: Tally["rollout"], touched: (tally: Tally) => void): Tally {
  let counts = fresh();
  let differences = new Map<string, CountedDifference>();
  let samples = 0;

  const merge = (key: string, from: CountedDifference): void => {
    const known = differences.get(key);
    if (known === undefined) {
      if (differences.size < mostOutputsAtOnce) differences.set(key, from);
      return;
    }
    for (const change of ["gained", "lost", "ranked", "changed"] as const) known.counts[change] += from.counts[change];
    known.samples.push(...from.samples.slice(0, mostSamples - known.samples.length));
  };

  const tally: Tally = {
    tenantId,
    rollout,
    count(variant, bad) {
      const figures = counts[variant];
      figures.asked++;
      if (bad.errors) figures.errors++;
      if (bad.empty) figures.empty++;
      if (bad.fallback) figures.fallback++;
      touched(tally);
    },
    differs(found, sample) {
      if (found.length === 0) return;
      counts.different++;
      const kept = samples < mostSamplesAtOnce && JSON.stringify(sample).length <= mostSampleLength;
      let isNew = false;
      for (const { change, output, key } of found) {
        const known = differences.get(key);
        const keeps = kept && (known?.samples.length ?? 0) < mostSamples;
        isNew ||= keeps;
        const once = { gained: 0, lost: 0, ranked: 0, changed: 0, [change]: 1 };
        merge(key, { output, counts: once, samples: keeps ? [{ change, ...sample }] : [] });
      }
      if (isNew) samples++;
      touched(tally);
    },
    dropped() {
      counts.dropped++;
      touched(tally);
    },
    take() {
      const taken = { counts, differences };
      counts = fresh();
      differences = new Map();
      samples = 0;
      return taken;
    },
    giveBack(taken) {
      for (const variant of ["published", "candidate"] as const)
        for (const each of ["asked", "errors", "empty", "fallback"] as const) counts[variant][each] += taken.counts[variant][each];
      counts.different += taken.counts.different;
      counts.dropped += taken.counts.dropped;
      for (const [key, each] of taken.differences) merge(key, each);
      touched(tally);
    },
  };
  return tally;
}
