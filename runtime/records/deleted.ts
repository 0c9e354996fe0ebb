import { isInstant, ok, problem, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Platform } from "../platform.ts";
import { accessTo } from "../permissions/access.ts";
import { reach } from "./allowed.ts";
import { recordColumns } from "./compile.ts";
import { showRecord, storedRecord, type RecordJson } from "./record.ts";
import { isRecordId } from "./typed.ts";

/** A deleted record as it was; `updatedBy` deleted it. */
export type DeletedRecord = RecordJson & { readonly deletedAt: string };

/** Records of one answer, and of one look: who may see few of them has several looks behind one answer. */
const pageSize = 50;
const lookSize = 200;
const mostLooks = 10;

/** $1 tenant, $2 object, $3 and $4 the last one of the page before, $5 most; latest first */
const select = `select ${recordColumns} from records where tenant_id = $1::uuid and object_id = $2::text and deleted_at is not null
and ($3::timestamptz is null or (deleted_at, id) < ($3::timestamptz, $4::uuid)) order by deleted_at desc, id desc limit $5::int8`;

/**
 * Deleted records that the actor may bring back, latest first: who may read and delete a record. `next`: give it back as `cursor`.
 * Problems: not_found, forbidden, invalid_cursor.
 */
export async function listDeleted(
  platform: Platform,
  actor: Actor,
  objectName: string,
  { cursor }: { readonly cursor?: string | undefined } = {},
): Promise<Result<{ readonly data: readonly DeletedRecord[]; readonly next: string | null }>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const object = effective.objects.get(objectName);
  const access = accessTo(effective, actor, objectName);
  if (object === undefined || access?.read === undefined)
    return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`, { reason: "object" }));
  if (access.delete === undefined || access.only !== undefined)
    return refused(
      problem("forbidden", "", `You may not bring back records of "${objectName}".`, { reason: "delete", details: { object: objectName } }),
    );
  let from: readonly (string | null)[] = cursor === undefined ? [null, null] : cursor.split("_");
  if (cursor !== undefined && !(from.length === 2 && isInstant(from[0]) && isRecordId(from[1])))
    return refused(problem("invalid_cursor", "/cursor", "The cursor is not one of ours."));
  const fields = object.fields.filter(({ name }) => access.read!.sees(name));
  const now = new Date().toISOString();
  const data: DeletedRecord[] = [];
  return platform.db.transaction(actor.tenantId, async (tx) => {
    for (let look = 0; look < mostLooks; look++) {
      const records = (await tx.query(select, [actor.tenantId, object.id, ...from, lookSize])).map(storedRecord);
      const ids = records.map(({ id }) => id);
      const reached = await reach(tx, effective, actor, { object, access }, ["read", "delete"], ids, now);
      if (!reached.ok) return reached;
      for (const record of records) {
        from = [record.deletedAt, record.id];
        if (!reached.value("read", record.id) || !reached.value("delete", record.id)) continue;
        data.push({ ...showRecord(record, fields), deletedAt: record.deletedAt! } as DeletedRecord);
        if (data.length === pageSize) return ok({ data, next: from.join("_") });
      }
      if (records.length < lookSize) return ok({ data, next: null });
    }
    return ok({ data, next: from.join("_") });
  });
}
