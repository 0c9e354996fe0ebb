/** A named, ordered list, closed when it is built. Order is the order people see. */
export interface Registry<Entry extends { readonly name: string }> {
  readonly all: readonly Entry[];
  readonly names: readonly string[];
  get(name: string): Entry | undefined;
  has(name: string): boolean;
}

/** @throws when a name stands twice. */
export function registry<const Entry extends { readonly name: string }>(entries: readonly Entry[]): Registry<Entry> {
  const byName = new Map<string, Entry>();
  for (const entry of entries) {
    if (byName.has(entry.name)) throw new Error(`<${entry.name}> is registered twice`);
    byName.set(entry.name, entry);
  }
  return Object.freeze({
    all: Object.freeze([...entries]),
    names: Object.freeze(entries.map((entry) => entry.name)),
    get: (name: string) => byName.get(name),
    has: (name: string) => byName.has(name),
  });
}
