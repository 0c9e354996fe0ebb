import { ok, type ObjectDocument, type Result, type Text } from "#metadata";
import type { Actor } from "../actor.ts";
import { carryOut, type Published } from "../drafts/carry-out.ts";
import { mostCounted } from "../drafts/impact.ts";
import { asDesigner, readGround } from "../drafts/state.ts";
import type { Platform } from "../platform.ts";

/** A field, or a whole object, that was removed and can still be brought back. */
export interface RemovalInfo {
  /** storage identity of the object, and of the field; field "" is the whole object */
  readonly object: string;
  readonly field: string;
  /** the API name it had */
  readonly name: string;
  /** name of the object as it is now, or as it was when it went */
  readonly objectName: string;
  /** what it was, as people say it: of a field with its type */
  readonly label?: Text;
  readonly type?: string;
  /** the field that took its place with another type */
  readonly replacedBy?: string;
  /** records that hold something of it; counted up to 10,000 */
  readonly records: number;
  readonly removedAt: string;
  readonly removedBy: string;
  readonly purgeAt: string;
}

/** Revisions that are laid out for one answer. */
const mostRevisions = 20;

/** $1 tenant, $2 most counted */
const list = `select r.object_id as object, r.field_id as field, r.name, r.revision, r.removed_at as "removedAt", r.removed_by as "removedBy", r.purge_at as "purgeAt",
  (select count(*)::int from (select 1 from records d where d.tenant_id = r.tenant_id and d.object_id = r.object_id
     and (r.field_id = '' or d.data ? r.field_id) limit $2::int8) held) as records,
  (select o.name from field_removal o where o.tenant_id = r.tenant_id and o.object_id = r.object_id and o.field_id = '') as "objectName"
from field_removal r where r.tenant_id = $1::uuid and r.name <> '' and r.purge_at > now() order by r.removed_at desc, r.object_id, r.field_id limit 200`;

/** What was removed and can be brought back, latest first, at most 200. */
export async function listRemovals(platform: Platform, actor: Actor): Promise<Result<RemovalInfo[]>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const effective = await platform.effectives.get(actor.tenantId);
  const objects = new Map([...effective.objects.values()].map((object) => [object.id, object]));
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: list, params: [actor.tenantId, mostCounted] }], {
    readOnly: true,
    class: "batch",
  });
  // what it was stands in the revision that had it last; of the latest of these it is told
  const revisions = [...new Set(rows!.map((row) => row["revision"] as number))].slice(0, mostRevisions);
  const grounds = await Promise.all(revisions.map((n) => readGround(platform, actor.tenantId, n)));
  const was = new Map(revisions.map((n, at) => [n, grounds[at]?.published]));
  return ok(
    rows!.map((row): RemovalInfo => {
      const document = was.get(row["revision"] as number)?.byKey.get(`object/${row["object"] as string}`) as ObjectDocument | undefined;
      const field = document?.fields[row["field"] as string];
      const object = objects.get(row["object"] as string);
      const instead = object?.fields.find(({ was }) => was?.[0] === row["field"]);
      return {
        object: row["object"] as string,
        field: row["field"] as string,
        name: row["name"] as string,
        objectName: object?.name ?? (row["objectName"] as string | null) ?? (row["object"] as string),
        ...(document === undefined ? {} : { label: field?.label ?? document.label }),
        ...(field === undefined ? {} : { type: field.type }),
        ...(instead === undefined ? {} : { replacedBy: instead.name }),
        records: row["records"] as number,
        removedAt: (row["removedAt"] as Date).toISOString(),
        removedBy: row["removedBy"] as string,
        purgeAt: (row["purgeAt"] as Date).toISOString(),
      };
    }),
  );
}

/** Brings a removed field or object back with its values and publishes it; by a job where another field had taken its place. */
export const restoreRemoval = (
  platform: Platform,
  actor: Actor,
  { object, field = "" }: { readonly object: string; readonly field?: string | undefined },
): Promise<Result<Published>> => carryOut(platform, actor, { removed: [{ object, field }], message: "" });
