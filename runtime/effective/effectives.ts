import type { Database } from "#db";
import type { Language } from "#metadata";
import { buildEffective } from "./build-effective.ts";
import type { Effective } from "./effective.ts";
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
}

interface Entry {
  readonly effective: Effective;
  readonly stamp: string;
  readonly bytes: number;
  /** performance.now() when the pointer was last read; -Infinity: told that it moved */
  checkedAt: number;
}

export function createEffectives(db: Database, language: Language, options: EffectivesOptions = {}): Effectives {
  const { bytes: mostBytes = 256 * 1_048_576, believedFor = 1_000 } = options;
  const releases = createReleases(db);
  /** least recently used first */
  const entries = new Map<string, Entry>();
  /** one question per tenant at a time; all who ask meanwhile wait for it */
  const flights = new Map<string, Promise<Effective>>();
  let bytes = 0;
  let listening: { stop(): Promise<void> } | undefined;

  const keep = (tenantId: string, entry: Entry) => {
    forget(tenantId);
    entries.set(tenantId, entry);
    bytes += entry.bytes;
    for (const oldest of entries.keys()) {
      if (bytes <= mostBytes || oldest === tenantId) break;
      forget(oldest);
    }
  };
  const forget = (tenantId: string) => {
    bytes -= entries.get(tenantId)?.bytes ?? 0;
    entries.delete(tenantId);
  };

  const load = async (tenantId: string, known: Entry | undefined): Promise<Entry> => {
    const askedAt = performance.now();
    if (known !== undefined && (await readStamp(db, tenantId)) === known.stamp) return { ...known, checkedAt: askedAt };
    const state = (await readTenantState(db, tenantId))!;
    const packages = await Promise.all(
      state.packages.map(async (name) => {
        const release = await releases.get(tenantId, name);
        if (release === undefined) throw new Error(`<${name.name}@${name.version}> is installed and not registered`);
        return release.layer;
      }),
    );
    const { revision, patches: tenant, slots, stamp } = state;
    const effective = buildEffective({ tenantId, revision, language, packages, tenant, slots });
    return { effective, stamp, bytes: sizeOf(state, effective), checkedAt: askedAt };
  };

  const drop = (tenantId: string) => {
    // who is already asking may have asked too early: later callers ask anew
    flights.delete(tenantId);
    const entry = entries.get(tenantId);
    if (entry !== undefined) entry.checkedAt = -Infinity;
  };

  return {
    get(tenantId) {
      const entry = entries.get(tenantId);
      if (entry !== undefined && performance.now() - entry.checkedAt < believedFor) {
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
          }
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
    },
    async stop() {
      await listening?.stop();
      listening = undefined;
    },
  };
}

/** Bytes that a tenant's own metadata costs here, estimated: its patches laid out as objects, and what is resolved per field. Packages are shared. */
function sizeOf(state: TenantState, effective: Effective): number {
  const fields = [...effective.objects.values()].reduce((sum, object) => sum + object.fields.length, 0);
  return 16_384 + JSON.stringify([...state.patches]).length * 6 + fields * 400;
}
