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

/** Versions that were compiled lately; more than `most` bytes of them are not held. */
export function createKeptVersions(
  { db, language }: { db: Pick<Database, "batch">; language: Language },
  most = 64 * 1_048_576,
): KeptVersions {
  /** least recently used first */
  const held = new Map<string, { readonly found: Promise<KeptVersion | undefined>; bytes: number }>();
  let bytes = 0;

  const drop = (key: string): void => {
    bytes -= held.get(key)?.bytes ?? 0;
    held.delete(key);
  };
  async function read(tenantId: string, tableId: string, hash: string, key: string): Promise<KeptVersion | undefined> {
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
    const entry = held.get(key);
    if (entry !== undefined) {
      entry.bytes = JSON.stringify(version.document).length * factor;
      bytes += entry.bytes;
      for (const oldest of held.keys()) {
        if (bytes <= most || oldest === key) break;
        drop(oldest);
      }
    }
    const { operators } = language;
    const table = await compileInSlices(version.document, versionOptions(version, operators));
    return { version, look: lookAt(version, operators, table) };
  }

  return {
    bytes: () => bytes,
    get(tenantId, tableId, hash) {
      const key = `${tenantId} ${tableId} ${hash}`;
      const entry = held.get(key) ?? { found: read(tenantId, tableId, hash, key), bytes: 0 };
      held.delete(key);
      held.set(key, entry);
      // what is not there yet, or could not be read, is asked for anew
      entry.found.then(
        (found) => found ?? drop(key),
        () => drop(key),
      );
      return entry.found;
    },
  };
}
