import type { Tx } from "#db";
import type { Json } from "#metadata";
import type { Effective } from "../effective/effective.ts";
import { recordColumns } from "../records/compile.ts";
import { fieldValue, isCurrent, storedRecord, type StoredRecord } from "../records/record.ts";
import { isRecordId } from "../records/typed.ts";
import { fieldIn } from "./effective-graph.ts";
import { factName, type Path } from "./paths.ts";

/** $1 tenant, $2 object, $3 ids */
const selectByIds = `select ${recordColumns} from records
where tenant_id = $1::uuid and object_id = $2::text and id = any($3::uuid[]) and deleted_at is null`;

type Data = Readonly<Record<string, Json>>;

/**
 * The values at the ends of paths, for many records of one object: fact name → value, per record. One statement per object and
 * level for all of them. Read as the platform: what is worked out does not depend on who happens to write.
 */
export async function reachedValues(
  tx: Tx,
  effective: Effective,
  records: readonly { readonly id: string; readonly data: Data }[],
  paths: readonly Path[],
): Promise<ReadonlyMap<string, Readonly<Record<string, Json>>>> {
  const known = new Map<string, Map<string, StoredRecord>>();
  /** the record that a path has come to after so many references */
  const follow = (data: Data, path: Path, hops: number): { readonly object: string; readonly id: string } | undefined => {
    let here: Data | undefined = data;
    let found: { object: string; id: string } | undefined;
    for (let level = 0; level < hops; level++) {
      const hop = path.hops[level]!;
      const { field } = fieldIn(effective, hop.object, hop.field.id);
      const id: Json | undefined = here === undefined ? undefined : fieldValue(here, field);
      if (!isRecordId(id)) return undefined;
      found = { object: hop.to, id };
      here = known.get(hop.to)?.get(id)?.data;
    }
    return found;
  };

  const deepest = Math.max(0, ...paths.map(({ hops }) => hops.length));
  for (let level = 1; level <= deepest; level++) {
    const wanted = new Map<string, Set<string>>();
    for (const path of paths) {
      if (path.hops.length < level) continue;
      for (const { data } of records) {
        const target = follow(data, path, level);
        if (target === undefined || known.get(target.object)?.has(target.id) === true) continue;
        const ids = wanted.get(target.object) ?? new Set();
        wanted.set(target.object, ids.add(target.id));
      }
    }
    await Promise.all(
      [...wanted].map(async ([name, ids]) => {
        const rows = await tx.query(selectByIds, [effective.tenantId, effective.objects.get(name)!.id, [...ids].sort()]);
        const held = known.get(name) ?? new Map<string, StoredRecord>();
        for (const row of rows) held.set(row["id"] as string, storedRecord(row));
        known.set(name, held);
      }),
    );
  }

  return new Map(
    records.map(({ id, data }) => {
      const values: Record<string, Json> = Object.create(null);
      for (const path of paths) {
        const target = follow(data, path, path.hops.length);
        const record = target === undefined ? undefined : known.get(target.object)?.get(target.id);
        const value = record === undefined ? undefined : valueAt(effective, path, record);
        if (value !== undefined) values[factName(path.text)] = value;
      }
      return [id, values];
    }),
  );
}

function valueAt(effective: Effective, path: Path, record: StoredRecord): Json | undefined {
  if (path.column === "id") return record.id;
  if (path.column === "created_at") return record.createdAt;
  if (path.column === "created_by") return record.createdBy;
  const { field } = fieldIn(effective, path.object, path.field!.id);
  const value = fieldValue(record.data, field);
  return value !== undefined && isCurrent(value, field) ? value : undefined;
}
