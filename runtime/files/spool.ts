import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { measured } from "./measured.ts";
import type { Put } from "./store.ts";

const dayMs = 24 * 3_600_000;

/**
 * Writes what the source gives to a new file in the folder and brings it to the disk. Nothing is left when the source fails.
 * @returns its path, for whoever renames or removes it
 */
export async function spool(
  folder: string,
  source: AsyncIterable<Uint8Array>,
  announced: number | undefined,
): Promise<Put & { path: string }> {
  const path = join(folder, randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { bytes, result } = measured(source, announced);
  try {
    const file = await open(path, "wx", 0o600);
    try {
      for await (const chunk of bytes) await file.writeFile(chunk);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (fault) {
    await rm(path, { force: true });
    throw fault;
  }
  return { path, ...result() };
}

/** Throws away what processes that are gone have left in the folder more than a day ago. */
export async function tidySpool(folder: string): Promise<void> {
  for (const name of (await readdir(folder).catch(missing)) ?? []) {
    const found = await stat(join(folder, name)).catch(missing);
    if (found !== undefined && found.mtimeMs < Date.now() - dayMs) await rm(join(folder, name), { force: true });
  }
}

/** For `catch`: what is not there is undefined, anything else goes on. */
export function missing(fault: unknown): undefined {
  if ((fault as { code?: string }).code !== "ENOENT") throw fault;
  return undefined;
}
