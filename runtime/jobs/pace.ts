import type { Kept } from "./job.ts";

/** ms that a chunk may hold its locks: whoever writes meanwhile waits no longer than that. */
const [quick, slow] = [75, 200];
const [least, most] = [10, 500];

/** How many records the next chunk of a job takes; `begin` at first, few where chunks failed before. */
export function chunkSize({ kept, attempt }: { readonly kept: Kept; readonly attempt: number }, begin: number): number {
  const size = typeof kept.value === "number" ? kept.value : begin;
  return Math.max(1, Math.floor(size / 4 ** (attempt - 1)));
}

/** Does the work of a chunk of so many records; the next chunks take more or fewer, by how long it took. */
export async function paced<Value>(kept: Kept, size: number, work: () => Promise<Value>): Promise<Value> {
  const began = performance.now();
  const value = await work();
  kept.value = sizeAfter(size, performance.now() - began);
  return value;
}

/** The size of the chunk after one of this size that took so many ms. */
export function sizeAfter(size: number, ms: number): number {
  if (ms > slow) return Math.max(least, Math.min(size, Math.floor((size * (quick + slow)) / 2 / ms)));
  return ms < quick ? Math.min(most, Math.max(least, size * 2)) : size;
}
