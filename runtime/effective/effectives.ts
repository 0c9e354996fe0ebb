import type { Database } from "#db";
import type { Language } from "#metadata";
import { buildCore, buildEffective, type Core } from "./build-effective.ts";
import { createCores, type Held } from "./cores.ts";
import type { Effective } from "./effective.ts";
import { createHeldTables, type HeldTables } from "../decisions/held-tables.ts";
import { uncounted, type Rollouts } from "../rollouts/running.ts";
import { readTenantSettings } from "./tenant-settings.ts";
import { createReleases, readStamp, readTenantState, type PackageName, type Release, type TenantState } from "./load.ts";

/** What exists, per tenant: cached, and never more than a second behind what another process published. */
export interface Effectives {
  /** @throws DatabaseUnavailable when it has to ask and cannot. */
  get(tenantId: string): Promise<Effective>;
  /** The next `get` asks the database. */
  drop(tenantId: string): void;
  /** A release of a package, shared by all tenants that stand on it. */
  release(tenantId: string, name: PackageName): Promise<Release | undefined>;
  /** Listens for publishes of other processes. Without it they are seen all the same, within a second. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Channel on which a publish is told; the payload is the tenant's id. */
export const metadataChannel = "metadata";

export interface EffectivesOptions {
  /** most bytes of cached metadata, as estimated from its JSON; default 256 MiB */
  readonly bytes?: number;
  /** how long a cached revision is believed without asking, in ms; default 1,000 */
  readonly believedFor?: number;
  /** counts what is tried beside published tables; absent = nobody does */
  readonly rollouts?: Pick<Rollouts, "open">;
  /** absent = its own, with the usual bound */
  readonly tables?: HeldTables;
}

interface Entry {
  readonly effective: Effective;
  readonly stamp: string;
  readonly likeness: string;
  readonly held: Held;
  /** estimated bytes of what is its own */
  readonly own: number;
  /** performance.now() when its pointer was last read */
  readonly checkedAt: number;
  /** told that the pointer moved: not to be believed */
  moved: boolean;
}

/**
 * How far back the poll looks beyond the last one, in seconds: a publish is seen at the latest when its transaction ends, 30 s after the
 * moment it is stamped with.
 */
const overlapSeconds = 40;
/** Estimated bytes of what an Effective remembers for itself: grants, compiled rules, and what is tried beside published tables. */
const ownBytes = ({ rollouts }: TenantState): number => 12_288 + (rollouts.length === 0 ? 0 : JSON.stringify(rollouts).length * 6);

/** Keeps the tenants' Effectives within a bound of bytes, each as fresh as the last publish. */
export function createEffectives(db: Database, language: Language, options: EffectivesOptions = {}): Effectives {
  const { bytes: mostBytes = 256 * 1_048_576, believedFor = 1_000 } = options;
  const open = options.rollouts?.open ?? uncounted;
  const tables = options.tables ?? createHeldTables();
  const releases = createReleases(db);
  /** least recently used first */
  const entries = new Map<string, Entry>();
  /** one question per tenant at a time; all who ask meanwhile wait for it */
  const flights = new Map<string, Promise<Effective>>();
  const cores = createCores();
  let bytes = 0;
  let listening: { stop(): Promise<void> } | undefined;
  /** performance.now() when the last complete poll began: no tenant's pointer moved unseen before it */
  let polledAt = -Infinity;
  let polling: NodeJS.Timeout | undefined;
  let poll: Promise<void> | undefined;

  const keep = (tenantId: string, entry: Entry) => {
    forget(tenantId);
    entries.set(tenantId, entry);
    bytes += entry.own;
    for (const oldest of entries.keys()) {
      if (bytes + cores.bytes() <= mostBytes || oldest === tenantId) break;
      forget(oldest);
    }
  };
  const forget = (tenantId: string) => {
    const entry = entries.get(tenantId);
    if (entry === undefined) return;
    bytes -= entry.own;
    entries.delete(tenantId);
    cores.give(entry.likeness);
  };

  /** One question for all tenants: whose pointer moved since the last complete poll. */
  const ask = async (): Promise<void> => {
    const askedAt = performance.now();
    const seconds = Math.min(86_400, overlapSeconds + (polledAt === -Infinity ? 0 : (askedAt - polledAt) / 1_000));
    const revised = await db.revisedWithin(seconds);
    // more than an answer holds: nobody's is believed until the next
    if (revised.length >= 10_000) return;
    for (const { tenantId, stamp } of revised) if (entries.get(tenantId)?.stamp !== stamp) drop(tenantId);
    polledAt = askedAt;
  };

  const load = async (tenantId: string, known: Entry | undefined): Promise<Entry> => {
    const askedAt = performance.now();
    if (known !== undefined && (await readStamp(db, tenantId)) === known.stamp) {
      return { ...known, held: cores.take(known.likeness, () => known.held), checkedAt: askedAt, moved: false };
    }
    const state = (await readTenantState(db, tenantId))!;
    const packages = await Promise.all(
      state.packages.map(async (name) => {
        const release = await releases.get(tenantId, name);
        if (release === undefined) throw new Error(`<${name.name}@${name.version}> is installed and not registered`);
        return release.layer;
      }),
    );
    const { revision, patches: tenant, slots, conversions, stamp, likeness } = state;
    const settings = await readTenantSettings(db, tenantId);
    const rollouts = state.rollouts.map((each) => open(tenantId, each));
    const from = { tenantId, revision, language, settings, packages, tenant, slots, conversions, rollouts, tables };
    const held = cores.take(likeness, () => {
      const core = buildCore(from);
      return { core, bytes: sizeOf(state, core) };
    });
    return { effective: buildEffective(from, held.core), stamp, likeness, held, own: ownBytes(state), checkedAt: askedAt, moved: false };
  };

  const drop = (tenantId: string) => {
    // who is already asking may have asked too early: later callers ask anew
    flights.delete(tenantId);
    const entry = entries.get(tenantId);
    if (entry !== undefined) entry.moved = true;
  };

  return {
    get(tenantId) {
      const entry = entries.get(tenantId);
      if (entry !== undefined && !entry.moved && performance.now() - Math.max(entry.checkedAt, polledAt) < believedFor) {
        entries.delete(tenantId);
        entries.set(tenantId, entry);
        return Promise.resolve(entry.effective);
      }
      const running = flights.get(tenantId);
      if (running !== undefined) return running;
      const flight = load(tenantId, entry).then(
        (loaded) => {
          if (flights.get(tenantId) === flight) {
            flights.delete(tenantId);
            keep(tenantId, loaded);
          } else cores.give(loaded.likeness);
          return loaded.effective;
        },
        (fault: unknown) => {
          if (flights.get(tenantId) === flight) flights.delete(tenantId);
          throw fault;
        },
      );
      flights.set(tenantId, flight);
      return flight;
    },
    drop,
    release: (tenantId, name) => releases.get(tenantId, name),
    async start() {
      const all = () => [...entries.keys()].forEach(drop);
      listening ??= await db.listen(metadataChannel, drop, all);
      // a poll that fails leaves polledAt where it was: entries are asked for one by one until one succeeds
      polling ??= setInterval(() => {
        poll ??= ask()
          .catch(() => undefined)
          .finally(() => (poll = undefined));
      }, believedFor / 2);
      polling.unref();
    },
    async stop() {
      clearInterval(polling);
      polling = undefined;
      await poll;
      await listening?.stop();
      listening = undefined;
    },
  };
}

/** Bytes that a core costs here, estimated: patches laid out as objects, and what is resolved per field. Packages are shared by all. */
function sizeOf(state: TenantState, core: Core): number {
  const fields = [...core.objects.values()].reduce((sum, object) => sum + object.fields.length, 0);
  return 16_384 + JSON.stringify([...state.patches]).length * 6 + fields * 400;
}
