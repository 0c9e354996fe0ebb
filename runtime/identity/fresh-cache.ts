/**
 * Remembers what was found for a short time, and asks again for everything that is in use in one question: ten thousand who are at work
 * cost as much as one, also when each of them comes by only every few seconds. Nothing that was not found is remembered, so guesses cannot fill it.
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
  /** rounds of asking again since it was last used */
  idle: number;
}

interface Options<Value> {
  /** Answers for many keys at once; a key that is not among them was not found. */
  readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  /** how long an answer holds, counted from before it was asked for */
  readonly ms?: number;
  /** ms after which what is in use is asked again */
  readonly every?: number;
  /** entries kept; the oldest goes first */
  readonly most?: number;
}

/** Rounds for which somebody who does not come by is still asked for. */
const mostIdle = 20;
/** Keys of one question, and of one that asks again: nobody waits for it, so it is small and lets others in between. */
const mostAskedAgain = 100;
const mostAsked = 1_000;

/** Makes such a memory; see `FreshCache` and `Options`. */
export function freshCache<Value>({ load, ms = 1_000, every = 500, most = 20_000 }: Options<Value>): FreshCache<Value> {
  let entries = new Map<string, Entry<Value>>();
  /** what is being asked for the first time */
  let asking = new Map<string, Promise<Value | undefined>>();
  let gathering: { readonly keys: string[]; readonly answer: Promise<ReadonlyMap<string, Value>> } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function keep(into: Map<string, Entry<Value>>, key: string, value: Value, until: number, idle: number): void {
    into.delete(key);
    into.set(key, { value, until, idle });
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
      if (value !== undefined) keep(mine, key, value, asked + ms, 0);
      return value;
    } finally {
      among.delete(key);
    }
  }

  async function askAgain(): Promise<void> {
    const [mine, asked] = [entries, performance.now()];
    const keys: string[] = [];
    for (const [key, entry] of mine) {
      if (entry.idle < mostIdle) keys.push(key);
      else if (entry.until <= asked) mine.delete(key);
      entry.idle++;
    }
    for (let at = 0; at < keys.length; at += mostAskedAgain) {
      const some = keys.slice(at, at + mostAskedAgain);
      const found = await load(some);
      for (const key of some) {
        const value = found.get(key);
        // an answer that was asked for later is newer
        const entry = mine.get(key);
        if (entry === undefined || entry.until > asked + ms) continue;
        if (value === undefined) mine.delete(key);
        else keep(mine, key, value, asked + ms, entry.idle);
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
        entry.idle = 0;
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
