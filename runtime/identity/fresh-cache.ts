/**
 * Remembers what was found for a short time, and asks again for everything that is in use in one question: ten thousand who are at work
 * cost as much as one. Nothing that was not found is remembered, so guesses cannot fill it.
 */
export interface FreshCache<Value> {
  get(key: string): Promise<Value | undefined>;
  /** Forgets everything, also what is being loaded at this moment. */
  clear(): void;
}

interface Entry<Value> {
  /** the answer holds until then */
  until: number;
  value: Value;
  /** since it was last asked again */
  used: boolean;
}

interface Options<Value> {
  /** Answers for many keys at once; a key that is not among them was not found. */
  readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  /** how long an answer holds, counted from before it was asked for */
  readonly ms?: number;
  /** ms after which what was used meanwhile is asked again */
  readonly every?: number;
  /** entries kept; the oldest goes first */
  readonly most?: number;
}

/** Keys of one question. */
const mostAsked = 1_000;

/** Makes such a memory; see `FreshCache` and `Options`. */
export function freshCache<Value>({ load, ms = 1_000, every = 500, most = 10_000 }: Options<Value>): FreshCache<Value> {
  let entries = new Map<string, Entry<Value>>();
  /** what is being asked for the first time */
  let asking = new Map<string, Promise<Value | undefined>>();
  let gathering: { readonly keys: string[]; readonly answer: Promise<ReadonlyMap<string, Value>> } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function keep(into: Map<string, Entry<Value>>, key: string, value: Value, until: number): void {
    const used = into.get(key)?.used ?? false;
    into.delete(key);
    into.set(key, { value, until, used });
    if (into.size > most)
      for (const oldest of into.keys()) {
        into.delete(oldest);
        break;
      }
  }

  /** Those who ask in the same moment are answered together. */
  function answerFor(key: string): Promise<ReadonlyMap<string, Value>> {
    if (gathering === undefined || gathering.keys.length >= mostAsked) {
      const keys: string[] = [];
      const answer = Promise.resolve().then(() => {
        if (gathering?.keys === keys) gathering = undefined;
        return load(keys);
      });
      gathering = { keys, answer };
    }
    gathering.keys.push(key);
    return gathering.answer;
  }

  async function first(key: string): Promise<Value | undefined> {
    const [mine, among, asked] = [entries, asking, performance.now()];
    try {
      const value = (await answerFor(key)).get(key);
      if (value !== undefined) keep(mine, key, value, asked + ms);
      return value;
    } finally {
      among.delete(key);
    }
  }

  async function askAgain(): Promise<void> {
    const [mine, asked] = [entries, performance.now()];
    const keys: string[] = [];
    for (const [key, entry] of mine) {
      if (entry.used) keys.push(key);
      else if (entry.until <= asked) mine.delete(key);
      entry.used = false;
    }
    for (let at = 0; at < keys.length; at += mostAsked) {
      const some = keys.slice(at, at + mostAsked);
      const found = await load(some);
      for (const key of some) {
        const value = found.get(key);
        // an answer that was asked for later is newer
        if ((mine.get(key)?.until ?? 0) > asked + ms) continue;
        if (value === undefined) mine.delete(key);
        else if (mine.has(key)) keep(mine, key, value, asked + ms);
      }
    }
  }

  /** Goes on for as long as there is something to ask again for; keeps no process alive. */
  function wait(): void {
    timer ??= setTimeout(() => {
      askAgain()
        // what could not be asked for ends at its time
        .catch(() => undefined)
        .finally(() => {
          timer = undefined;
          if (entries.size > 0) wait();
        });
    }, every).unref();
  }

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry !== undefined && entry.until > performance.now()) {
        entry.used = true;
        return Promise.resolve(entry.value);
      }
      wait();
      let value = asking.get(key);
      if (value === undefined) asking.set(key, (value = first(key)));
      return value;
    },
    clear() {
      entries = new Map();
      asking = new Map();
      gathering = undefined;
    },
  };
}
