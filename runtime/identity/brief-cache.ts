/** Remembers what was found for a short time. Nothing that was not found is remembered, so guesses cannot fill it. */
export interface BriefCache<Value> {
  get(key: string, load: () => Promise<Value | undefined>): Promise<Value | undefined>;
  /** Forgets everything, also what is being loaded at this moment. */
  clear(): void;
}

interface Entry<Value> {
  readonly until: number;
  readonly value: Promise<Value | undefined>;
}

/** `ms`: how long an answer holds, counted from before it was asked for. `most`: entries kept; the oldest goes first. */
export function briefCache<Value>({ ms = 1_000, most = 10_000 } = {}): BriefCache<Value> {
  let entries = new Map<string, Entry<Value>>();
  return {
    get(key, load) {
      const now = performance.now();
      const found = entries.get(key);
      if (found !== undefined && found.until > now) return found.value;
      const mine = entries;
      const forget = () => {
        if (mine.get(key)?.value === value) mine.delete(key);
      };
      const value: Promise<Value | undefined> = load().then(
        (loaded) => {
          if (loaded === undefined) forget();
          return loaded;
        },
        (fault: unknown) => {
          forget();
          throw fault;
        },
      );
      mine.delete(key);
      mine.set(key, { until: now + ms, value });
      if (mine.size > most)
        for (const oldest of mine.keys()) {
          mine.delete(oldest);
          break;
        }
      return value;
    },
    clear() {
      entries = new Map();
    },
  };
}
