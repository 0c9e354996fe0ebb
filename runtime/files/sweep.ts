import type { Platform } from "../platform.ts";
import type { Variant } from "./stored-file.ts";

/** Hours that nobody's file is kept, and days that a removed one can be brought back with an earlier version of its record. */
export const looseHours = 24;
export const removedDays = 30;
/** Days that the file of an import or an export is kept; one that is still at work keeps it longer. */
const jobFileDays = 7;

/** Files in one transaction, and transactions for one tenant in one look. */
const mostFiles = 100;
const mostBatches = 20;

// first marked, so that nobody takes up a file whose bytes are about to go
const markLoose = `update file set deleted_at = now() where tenant_id = $1::uuid and id in (
  select id from file where tenant_id = $1::uuid and record_id is null and job_id is null and deleted_at is null
    and created_at < now() - interval '${looseHours} hours' limit $2::int for update skip locked)
returning id`;
const markOfJobs = `update file set deleted_at = now() where tenant_id = $1::uuid and id in (
  select f.id from file f where f.tenant_id = $1::uuid and f.record_id is null and f.job_id is not null and f.deleted_at is null
    and f.created_at < now() - interval '${jobFileDays} days'
    and not exists (select 1 from job j where j.tenant_id = $1::uuid and j.id = f.job_id and j.state in ('waiting', 'running'))
  limit $2::int for update skip locked)
returning id`;
/** nobody can bring a file back that was nobody's */
const findGone = `select id, key, variants from file where tenant_id = $1::uuid and deleted_at is not null
  and (record_id is null or deleted_at < now() - interval '${removedDays} days') and not (id = any($3::uuid[])) order by deleted_at limit $2::int`;
const dropRows = `delete from file where tenant_id = $1::uuid and id = any($2::uuid[]) and deleted_at is not null
  and (record_id is null or deleted_at < now() - interval '${removedDays} days') returning id`;

/**
 * Throws away a tenant's files that nobody has kept for a day, those of jobs after a week and those that were removed a month ago: marked, then their bytes, then their
 * rows, so that whatever a crash leaves is found again. Bounded; the next look goes on.
 * @returns how many are gone
 */
export async function sweepFiles(
  { db, files, log }: Pick<Platform, "db" | "files" | "log">,
  tenantId: string,
  goesOn: () => boolean = () => true,
): Promise<number> {
  let gone = 0;
  /** whose bytes cannot be removed now: left for another look */
  const stuck: string[] = [];
  for (let batch = 0; batch < mostBatches && goesOn(); batch++) {
    const [, , found] = await db.batch(
      tenantId,
      [
        { text: markLoose, params: [tenantId, mostFiles] },
        { text: markOfJobs, params: [tenantId, mostFiles] },
        { text: findGone, params: [tenantId, mostFiles, stuck] },
      ],
      { class: "batch" },
    );
    const dropped: string[] = [];
    for (const row of found!) {
      const keys = [...Object.values(row["variants"] as Record<string, Variant>).map(({ key }) => key), row["key"] as string];
      try {
        for (const key of keys) await files.remove(key);
        dropped.push(row["id"] as string);
      } catch (fault) {
        stuck.push(row["id"] as string);
        log.warn({ tenantId, file: row["id"], fault: (fault as Error).message }, "the bytes of a file could not be removed");
      }
    }
    if (dropped.length > 0) await db.batch(tenantId, [{ text: dropRows, params: [tenantId, dropped] }], { class: "batch" });
    gone += dropped.length;
    if (found!.length < mostFiles) break;
  }
  return gone;
}
