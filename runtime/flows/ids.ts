import { createHash } from "node:crypto";

/** A UUID (version 8) computed from parts: the same parts give the same id, so that a repeated transition makes no second row. */
export function computedId(...parts: readonly (string | number)[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Id of one attempt of one entry of a step. */
export const waitId = (runId: string, entry: number, attempt: number): string => computedId(runId, entry, attempt);

/** Id of the work row that ends a run that takes too long. */
export const deadlineId = (runId: string): string => computedId(runId, "deadline");
