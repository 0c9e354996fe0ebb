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
  return listRecords({ ...platform, db: slowly(platform.db) }, actor, object, query, { verb, unhurried: true });
}

/** One for each database, because what is known of its tenants is kept with it. */
const slow = new WeakMap<Platform["db"], Platform["db"]>();

function slowly(db: Platform["db"]): Platform["db"] {
  const found = slow.get(db);
  if (found !== undefined) return found;
  const batch: typeof db.batch = (tenantId, statements, options) =>
    db.batch(tenantId, statements, { ...options, class: "batch", statementMs, deadlineMs: statementMs + 5_000 });
  const made = { ...db, batch };
  slow.set(db, made);
  return made;
}
