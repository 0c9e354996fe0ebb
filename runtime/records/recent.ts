/** What was made of texts lately: what is asked again and again is made once. What was not asked for longest goes first. */
export interface Recent<Value> {
  get(text: string): Value | undefined;
  keep(text: string, value: Value): void;
  of(text: string, make: () => Value): Value;
}

/** Longest text that is kept. */
const longest = 2_000;

/**
 * Keeps what was made of texts, `most` at a time. In two halves, of which the older goes as a whole: taking the oldest of a Map one by one
 * walks over all that were taken before.
 */
export function recent<Value>(most = 200): Recent<Value> {
  const half = Math.ceil(most / 2);
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  const keep = (text: string, value: Value): void => {
    if (text.length > longest) return;
    if (young.size >= half) [young, old] = [new Map(), young];
    young.set(text, value);
  };
  const get = (text: string): Value | undefined => {
    const found = young.get(text);
    if (found !== undefined) return found;
    const before = old.get(text);
    if (before !== undefined) keep(text, before);
    return before;
  };
  return {
    get,
    keep,
    of(text, make) {
      const found = get(text);
      if (found !== undefined) return found;
      const value = make();
      keep(text, value);
      return value;
    },
  };
}
