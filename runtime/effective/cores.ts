import type { Core } from "./build-effective.ts";

/** A core and what it costs, estimated in bytes. */
export interface Held {
  readonly core: Core;
  readonly bytes: number;
}

/** Cores that tenants hold together. */
export interface Cores {
  /** The core of this likeness, made when nobody holds one; held once more. */
  take(likeness: string, make: () => Held): Held;
  /** One holder less; the last takes the core with him. */
  give(likeness: string): void;
  /** estimated bytes of all of them, each counted once */
  bytes(): number;
}

/** What ten thousand tenants of one package have in common is laid out once. A core says nothing of its tenants, so sharing it tells none of another. */
export function createCores(): Cores {
  const held = new Map<string, Held & { holders: number }>();
  let bytes = 0;
  return {
    take(likeness, make) {
      let found = held.get(likeness);
      if (found === undefined) {
        found = { ...make(), holders: 0 };
        held.set(likeness, found);
        bytes += found.bytes;
      }
      found.holders++;
      return found;
    },
    give(likeness) {
      const found = held.get(likeness);
      if (found === undefined || --found.holders > 0) return;
      held.delete(likeness);
      bytes -= found.bytes;
    },
    bytes: () => bytes,
  };
}
