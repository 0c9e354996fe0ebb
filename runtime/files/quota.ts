import { problem, type Problem } from "#metadata";
import type { Platform } from "../platform.ts";
import { sizeOf } from "./limits.ts";
import { bytesOf } from "./stored-file.ts";

/** The files of a tenant would take more than they may. */
export const quotaReached = (most: number): Problem =>
  problem("limit_exceeded", "", `The files of this tenant would take more than ${sizeOf(most)}.`, {
    reason: "files",
    details: { bytes: most },
  });

/** Why `bytes` more are not taken in, before they are kept; absent: anything at all. undefined: there is room now, and `putFile` decides. */
export async function quotaProblem(
  { db, fileLimits }: Pick<Platform, "db" | "fileLimits">,
  tenantId: string,
  bytes = 1,
): Promise<Problem | undefined> {
  const taken = await db.transaction(tenantId, (tx) => bytesOf(tx, tenantId), { readOnly: true });
  return taken + bytes > fileLimits.tenantBytes ? quotaReached(fileLimits.tenantBytes) : undefined;
}
