import type { Operator, Registry, TableDocument } from "#metadata";
import { Compiling, Slices, versionOptions, type DecisionTable } from "#runtime/rules";
import { sealSteps, versionParts, type TableVersion, type VersionContext } from "./version.ts";

type Operators = Registry<Operator>;

/**
 * Compiled decision tables of a process, by the hash of what they decide by: tenants that stand on the same package share one. They say
 * nothing of who asks. When all of them together hold more than they may, those that were asked longest ago go, and are compiled again when
 * they are asked.
 */
export interface HeldTables {
  /** The version of a document beside what else it depends on; worked out once. */
  version(document: TableDocument, context: VersionContext): TableVersion;
  /** The same without holding anybody up. */
  versionSoon(document: TableDocument, context: VersionContext): Promise<TableVersion>;
  /** A table to ask now. A big one answers row by row until its index is there, which is built behind, in slices. */
  table(version: TableVersion, operators: Operators): DecisionTable;
  /** Resolves when `table` gives it at once; undefined when it does already. */
  tableSoon(version: TableVersion, operators: Operators): Promise<unknown> | undefined;
  /** The same with its index, for who asks it much; undefined when that is there. */
  tableIndexed(version: TableVersion, operators: Operators): Promise<unknown> | undefined;
  /** In which they are compiled. Other long work at tables takes its turns with that. */
  readonly slices: Slices;
  /** whether its index is there */
  indexed(version: TableVersion): boolean;
  /** estimated bytes of all compiled tables */
  bytes(): number;
}

/** Tables with fewer rows are compiled on the spot: that takes a few ms. */
const bigFrom = 300;

interface Held {
  readonly compiling: Compiling;
  bytes: number;
  /** when it was asked last, by counting */
  asked: number;
  /** it is on its way to where it can answer */
  soon?: Promise<unknown>;
  /** the rest of it is under way */
  whole?: Promise<unknown>;
}

/** A version, or its being worked out. */
interface Known {
  version?: TableVersion;
  soon?: Promise<TableVersion>;
}

/** `mostBytes`: absent = 256 MiB. */
export function createHeldTables({ mostBytes = 256 * 1_048_576 }: { readonly mostBytes?: number | undefined } = {}): HeldTables {
  /** by hash */
  const held = new Map<string, Held>();
  /** by document, and by what else the version depends on, as text */
  const versions = new WeakMap<TableDocument, Map<string, Known>>();
  const slices = new Slices();
  let clock = 0;
  let bytes = 0;

  const known = (document: TableDocument, context: VersionContext): { readonly known: Known; readonly steps: () => SealSteps } => {
    const { document: decides, needs } = versionParts(document, context);
    const byNeeds = versions.get(document) ?? new Map<string, Known>();
    versions.set(document, byNeeds);
    const key = JSON.stringify(needs);
    const found = byNeeds.get(key) ?? {};
    byNeeds.set(key, found);
    return { known: found, steps: () => sealSteps(decides, needs) };
  };

  const entryOf = (version: TableVersion, operators: Operators): Held => {
    let entry = held.get(version.hash);
    if (entry === undefined) {
      entry = { compiling: new Compiling(version.document, versionOptions(version, operators)), bytes: 0, asked: 0 };
      held.set(version.hash, entry);
    }
    entry.asked = ++clock;
    return entry;
  };

  /** Its size is known: others may have to go. */
  const weigh = (hash: string, entry: Held): void => {
    if (held.get(hash) !== entry) return;
    const now = entry.compiling.table?.bytes() ?? 0;
    bytes += now - entry.bytes;
    entry.bytes = now;
    const byAge = bytes <= mostBytes ? [] : [...held].sort(([, a], [, b]) => a.asked - b.asked);
    for (const [oldest, each] of byAge) {
      if (bytes <= mostBytes || each === entry) break;
      held.delete(oldest);
      bytes -= each.bytes;
    }
  };

  /** A fault meets whoever asks the table next. */
  const finish = (hash: string, entry: Held): Promise<unknown> =>
    (entry.whole ??= entry.compiling.whole(slices).then(
      () => weigh(hash, entry),
      () => undefined,
    ));

  return {
    version(document, context) {
      const { known: found, steps } = known(document, context);
      return (found.version ??= run(steps()));
    },
    async versionSoon(document, context) {
      const { known: found, steps } = known(document, context);
      if (found.version !== undefined) return found.version;
      found.soon ??= runSoon(steps(), slices);
      return (found.version ??= await found.soon);
    },
    table(version, operators) {
      const entry = entryOf(version, operators);
      if (entry.compiling.done) return entry.compiling.now();
      if (Object.keys(version.document.rows).length >= bigFrom) {
        const table = entry.compiling.now();
        weigh(version.hash, entry);
        void finish(version.hash, entry);
        return table;
      }
      while (entry.compiling.step());
      weigh(version.hash, entry);
      return entry.compiling.now();
    },
    tableSoon(version, operators) {
      const entry = entryOf(version, operators);
      if (entry.compiling.table !== undefined || Object.keys(version.document.rows).length < bigFrom) return undefined;
      return (entry.soon ??= entry.compiling.soon(slices));
    },
    tableIndexed(version, operators) {
      const entry = entryOf(version, operators);
      return entry.compiling.done ? undefined : finish(version.hash, entry);
    },
    slices,
    indexed: ({ hash }) => held.get(hash)?.compiling.done === true,
    bytes: () => bytes,
  };
}

type SealSteps = ReturnType<typeof sealSteps>;

function run(steps: SealSteps): TableVersion {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

async function runSoon(steps: SealSteps, slices: Slices): Promise<TableVersion> {
  let version: TableVersion | undefined;
  await slices.run(() => {
    const step = steps.next();
    if (step.done === true) version = step.value;
    return step.done !== true;
  });
  return version!;
}
