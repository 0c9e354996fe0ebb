/** What was made of the last few texts: what is asked again and again is made once. The oldest goes first. */
export interface Recent<Value> {
  get(text: string): Value | undefined;
  keep(text: string, value: Value): void;
  of(text: string, make: () => Value): Value;
}

/** Longest text that is kept. */
const longest = 2_000;

/** Keeps what was made of texts; beyond `most` the oldest goes. */
export function recent<Value>(most = 200): Recent<Value> {
  const kept = new Map<string, Value>();
  const keep = (text: string, value: Value): void => {
    if (text.length > longest) return;
    if (kept.size >= most)
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    kept.set(text, value);
  };
  return {
    get: (text) => kept.get(text),
    keep,
    of(text, make) {
      const found = kept.get(text);
      if (found !== undefined) return found;
      const value = make();
      keep(text, value);
      return value;
    },
  };
}
