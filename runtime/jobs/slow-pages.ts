import type { Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import type { RecordQuery } from "../records/query.ts";
import { listRecords, type ListOptions, type RecordPage } from "../records/run.ts";

/** ms for one statement of a long reading; nobody waits for it. */
const statementMs = 20_000;

/**
 * A page of the list exactly as a person would get it, read on the lanes of long work: whoever reads a million records takes no turn
 * from somebody who waits.
 */
export function readSlowly(
  platform: Platform,
  actor: Actor,
  object: string,
  query: RecordQuery,
  verb: ListOptions["verb"] = "read",
): Promise<Result<RecordPage>> {
  const { db, ...rest } = platform;
  const batch: typeof db.batch = (tenantId, statements, options) =>
    db.batch(tenantId, statements, { ...options, share: false, class: "batch", statementMs, deadlineMs: statementMs + 5_000 });
  return listRecords({ ...rest, db: { ...db, batch } }, actor, object, query, { verb, unhurried: true });
}
