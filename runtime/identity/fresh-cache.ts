import type { Changes } from "./changes.ts";

/**
 * Remembers what was found for as long as nothing about it changed, see `Changes`. Nothing that was not found is remembered, so guesses
 * cannot fill it.
 */
export interface FreshCache<Value> {
  /** @throws what `load` or asking for changes throws: nobody is let in by what cannot be asked about. */
  get(key: string): Promise<Value | undefined>;
}

export interface Found<Value> {
  readonly value: Value;
  /** ids whose change ends it */
  readonly subjects: readonly string[];
  /** ms since 1970 by the database's clock; absent or null = it does not end by itself */
  readonly endsAt?: number | null;
}

interface Entry<Value> extends Found<Value> {
  readonly endsAt: number;
}

interface Options<Value> {
  readonly changes: Changes;
  /** Answers for many keys at once; a key that is not among them was not found. */
  readonly load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Found<Value>>>;
  /** entries kept; what was used longest ago goes first */
  readonly most?: number;
}

/** Keys of one question. */
const mostAsked = 1_000;
/** ms after which something is asked for anew although nobody heard of a change. */
const mostAge = 600_000;

/** Makes such a memory; see `FreshCache` and `Options`. */
export function freshCache<Value extends object>({ changes, load, most = 50_000 }: Options<Value>): FreshCache<Value> {
  /** what was used longest ago first */
  const entries = new Map<string, Entry<Value>>();
  /** what is being asked for, by those who came in this round */
  let asking = new Map<string, Promise<Value | undefined>>();
  let gathering: { readonly keys: string[]; readonly answer: Promise<ReadonlyMap<string, Found<Value>>> } | undefined;
  let round = changes.round();

  changes.onChange((subjects) => {
    if (subjects === undefined) return entries.clear();
    for (const [key, entry] of entries) if (entry.subjects.some((subject) => subjects.has(subject))) entries.delete(key);
  });

  /** Those who ask in the same moment are answered together. */
  function answerFor(key: string): Promise<ReadonlyMap<string, Found<Value>>> {
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
    const [among, mine] = [asking, changes.round()];
    try {
      const found = (await answerFor(key)).get(key);
      if (found !== undefined && mine === changes.round()) keep(key, found);
      return found?.value;
    } finally {
      among.delete(key);
    }
  }

  function keep(key: string, { value, subjects, endsAt }: Found<Value>): void {
    entries.delete(key);
    entries.set(key, { value, subjects, endsAt: Math.min(endsAt ?? Infinity, changes.now() + mostAge) });
    if (entries.size > most)
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        break;
      }
  }

  function remembered(key: string): Value | undefined {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    entries.delete(key);
    if (entry.endsAt <= changes.now()) return undefined;
    entries.set(key, entry);
    return entry.value;
  }

  function loaded(key: string): Promise<Value | undefined> {
    if (round !== changes.round()) {
      // who asked before the change may be answered with what was before it
      round = changes.round();
      asking = new Map();
      gathering = undefined;
    }
    let value = asking.get(key);
    if (value === undefined) asking.set(key, (value = first(key)));
    return value;
  }

  const found = (key: string): Promise<Value | undefined> => {
    const value = remembered(key);
    return value === undefined ? loaded(key) : Promise.resolve(value);
  };

  return { get: (key) => (changes.believed() ? found(key) : changes.ask().then(() => found(key))) };
}
