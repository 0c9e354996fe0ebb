import type { Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { mostReferrers } from "./referrers.ts";
import { storedRecord, type StoredRecord } from "./record.ts";
import { readThose } from "./statements.ts";
import { restoreMany } from "./write.ts";
import type { Writing } from "./writing.ts";

/** $1 tenant, $2 object, $3 field, $4 rows { id, at }: records that were deleted at those moments and refer to those records. $5 most */
const selectTaken = `select r.id from records r join jsonb_to_recordset($4::jsonb) as x(id text, at timestamptz) on r.deleted_at = x.at
where r.tenant_id = $1::uuid and r.object_id = $2::text and r.deleted_at is not null and r.data ->> $3::text = x.id order by r.id limit $5::int8`;

/** Records of the object may be deleted with others that they refer to. */
export const takesAlong = ({ object, effective }: Pick<Writing, "object" | "effective">): boolean => taking(object, effective).length > 0;

const taking = (object: Writing["object"], effective: Writing["effective"]) =>
  object.referredBy.flatMap(({ object: name, field: fieldName }) => {
    const referring = effective.objects.get(name);
    const field = referring?.byName.get(fieldName);
    return referring !== undefined && field?.onDelete === "cascade" && field.fieldType.linksTo === undefined ? [{ referring, field }] : [];
  });

/**
 * What went with the records when they were deleted comes back with them, on the actor's behalf as it went. What may not stand as it is
 * stays among the deleted records of its object. Gives the records as they are then, by id; undefined: nothing came back.
 */
export async function restoreTaken(
  { tx, effective, actor, object, drafts, options }: Writing,
  ids: ReadonlySet<string>,
): Promise<Result<{ readonly work: boolean; readonly stored: ReadonlyMap<string, StoredRecord> } | undefined>> {
  const { tenantId, userId, by, roles, locale } = actor;
  const platform: Actor = { tenantId, userId, by, roles, locale, unrestricted: true };
  const wholes = drafts.filter(({ id }) => ids.has(id));
  const gone = wholes.map(({ id, standing }) => ({ id, at: standing!.deletedAt }));
  let work = false;
  let came = false;
  for (const { referring, field } of taking(object, effective)) {
    const most = mostReferrers * wholes.length;
    const rows = await tx.query<{ id: string }>(selectTaken, [effective.tenantId, referring.id, field.id, gone, most]);
    if (rows.length === 0) continue;
    const parts = rows.map(({ id }, index) => ({ path: `/${index}`, id }));
    const allowed = options.allowDuplicates === undefined ? {} : { allowDuplicates: options.allowDuplicates };
    const restored = await restoreMany(tx, effective, platform, referring.name, parts, { outcome: "each", ...allowed });
    if (!restored.ok) return restored;
    work ||= restored.value.work;
    came ||= restored.value.outcomes.some((each) => each.ok);
  }
  if (!came) return { ok: true, value: undefined };
  const stored = (await tx.query(readThose, [effective.tenantId, object.id, [...ids]])).map(storedRecord);
  return { ok: true, value: { work, stored: new Map(stored.map((each) => [each.id, each])) } };
}
