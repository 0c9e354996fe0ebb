import type { Database } from "#db";
import type { Language } from "#metadata";
import { compileInSlices, lookAt, versionOptions, type TableLook, type VersionNeeds } from "#runtime/rules";
import { sealed, type TableVersion } from "./version.ts";

/** A version as the log kept it, compiled again and opened up. */
export interface KeptVersion {
  readonly version: TableVersion;
  readonly look: TableLook;
}

export interface KeptVersions {
  /** undefined: the tenant keeps no such version. @throws a fault when what is kept is not what its hash says */
  get(tenantId: string, tableId: string, hash: string): Promise<KeptVersion | undefined>;
  /** bytes held, as estimated from the JSON */
  readonly bytes: () => number;
}

/** A compiled row takes about as many times the bytes of its JSON. */
const factor = 6;

interface Held {
  readonly found: Promise<KeptVersion | undefined>;
  bytes: number;
}

/** Versions that were compiled lately; more than `most` bytes of them are not held. */
export function createKeptVersions(
  { db, language }: { db: Pick<Database, "batch">; language: Language },
  most = 64 * 1_048_576,
): KeptVersions {
  /** least recently used first */
  const held = new Map<string, Held>();
  let bytes = 0;

  /** Unless another has taken its place. */
  const drop = (key: string, entry: Held): void => {
    if (held.get(key) !== entry) return;
    bytes -= entry.bytes;
    held.delete(key);
  };
  /** `weigh`: told its bytes when they are known */
  async function read(tenantId: string, tableId: string, hash: string, weigh: (bytes: number) => void): Promise<KeptVersion | undefined> {
    const [[row] = []] = await db.batch(
      tenantId,
      [
        {
          text: "select document, needs from table_version where tenant_id = $1 and table_id = $2 and hash = $3",
          params: [tenantId, tableId, hash],
        },
      ],
      { readOnly: true },
    );
    if (row === undefined) return undefined;
    const version = sealed(row["document"] as object, row["needs"] as VersionNeeds);
    if (version.hash !== hash) throw new Error(`The version ${hash} of the table ${tableId} is kept as something else: ${version.hash}`);
    weigh(JSON.stringify(version.document).length * factor);
    const { operators } = language;
    const table = await compileInSlices(version.document, versionOptions(version, operators));
    return { version, look: lookAt(version, operators, table) };
  }

  function begin(tenantId: string, tableId: string, hash: string, key: string): Held {
    const found = read(tenantId, tableId, hash, (size) => {
      // it was let go while it was read
      if (held.get(key) !== entry) return;
      entry.bytes = size;
      bytes += size;
      for (const [oldest, each] of held) {
        if (bytes <= most || each === entry) break;
        drop(oldest, each);
      }
    });
    const entry: Held = { found, bytes: 0 };
    return entry;
  }

  return {
    bytes: () => bytes,
    get(tenantId, tableId, hash) {
      const key = `${tenantId} ${tableId} ${hash}`;
      const entry = held.get(key) ?? begin(tenantId, tableId, hash, key);
      held.delete(key);
      held.set(key, entry);
      // what is not there yet, or could not be read, is asked for anew
      entry.found.then(
        (found) => found ?? drop(key, entry),
        () => drop(key, entry),
      );
      return entry.found;
    },
  };
}
