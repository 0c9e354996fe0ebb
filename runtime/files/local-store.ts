import { createHash } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { missing, spool, tidySpool } from "./spool.ts";
import { checkedKey, type FileStore } from "./store.ts";

/**
 * Files in a folder of this machine. A key lies at <folder>/<2 hex>/<2 hex>/<key with ~ for />: of a million files, some fifteen share a
 * folder. Bytes are written aside, brought to the disk and then given their name, so that a name always stands for a whole file.
 */
export function createLocalStore(folder: string): FileStore {
  const aside = join(folder, "aside");
  const placeOf = (key: string): string => {
    const name = checkedKey(key).replaceAll("/", "~");
    const shard = createHash("sha256").update(key).digest("hex");
    return join(folder, shard.slice(0, 2), shard.slice(2, 4), name);
  };

  return {
    async putStream(key, source, { size: announced }) {
      const place = placeOf(key);
      const { path, size, sha256 } = await spool(aside, source, announced);
      try {
        await mkdir(dirname(place), { recursive: true, mode: 0o700 });
        await rename(path, place);
        await syncFolder(dirname(place));
      } catch (fault) {
        await rm(path, { force: true });
        throw fault;
      }
      return { size, sha256 };
    },

    async getStream(key, range) {
      const file = await open(placeOf(key), "r").catch(missing);
      if (file === undefined) return undefined;
      try {
        const { size } = await file.stat();
        return { size, stream: file.createReadStream(range === undefined ? {} : { start: range.first, end: range.last }) };
      } catch (fault) {
        await file.close();
        throw fault;
      }
    },

    async remove(key) {
      await rm(placeOf(key), { force: true });
    },

    exists: async (key) => (await stat(placeOf(key)).catch(missing)) !== undefined,

    tidy: () => tidySpool(aside),
  };
}

/** A name is safe from a power cut once its folder is; where folders cannot be synced (Windows), the system sees to it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}
