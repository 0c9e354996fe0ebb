import type { Tx } from "#db";
import { pointer, problem, type FileValue, type Json, type Problem } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import { isAccepted } from "./media-type.ts";
import { notAccepted } from "./receive.ts";
import { removedDays } from "./sweep.ts";
import { fileColumns, storedFile, type StoredFile } from "./stored-file.ts";

/** A record as it is about to be written, by field id. */
export interface Keeper {
  readonly id: string;
  /** its values of fields with files are replaced by what is known of those files */
  readonly data: Record<string, Json>;
  readonly before?: Readonly<Record<string, Json>>;
  /** where its problems stand */
  readonly path: string;
}

const lockFiles = `select ${fileColumns} from file where tenant_id = $1::uuid and id = any($2::uuid[]) order by id for update`;
const markKept = `update file set object_id = $2, field_id = k.field, record_id = k.record, deleted_at = null
from jsonb_to_recordset($3::jsonb) as k(id uuid, field text, record uuid) where tenant_id = $1::uuid and file.id = k.id`;
const markRemoved = `update file set deleted_at = now()
from jsonb_to_recordset($3::jsonb) as k(id uuid, field text, record uuid)
where tenant_id = $1::uuid and file.id = k.id and object_id = $2 and field_id = k.field and record_id = k.record and deleted_at is null`;

/** Value by value: those of fields with files that are not as they were. */
function* changedFiles(object: ResolvedObject, keepers: readonly Pick<Keeper, "data" | "before">[]) {
  const fields = object.fields.filter(({ fieldType }) => fieldType.files !== undefined);
  if (fields.length === 0) return;
  for (const [index, { data, before }] of keepers.entries()) {
    for (const field of fields) {
      const idsIn = (value: Json | undefined): readonly string[] =>
        value === undefined || value === null ? [] : field.fieldType.files!(value);
      if (data[field.id] !== before?.[field.id]) yield { index, field, ids: idsIn(data[field.id]), earlier: idsIn(before?.[field.id]) };
    }
  }
}

/**
 * Looks whether the files that values name may be kept by their records: those that the actor sent and nothing keeps yet, and those that this
 * field of this record keeps or kept. What a file is, its size and its name are then taken from where it lies, whatever was sent. The files
 * stay locked until the transaction ends.
 */
export async function keepFiles(
  tx: Tx,
  effective: Effective,
  actor: Actor,
  object: ResolvedObject,
  keepers: readonly Keeper[],
): Promise<Problem[]> {
  const wanted = [...changedFiles(object, keepers)].filter(({ ids }) => ids.length > 0);
  if (wanted.length === 0) return [];
  const all = [...new Set(wanted.flatMap(({ ids }) => ids))].sort();
  const files = new Map((await tx.query(lockFiles, [effective.tenantId, all])).map(storedFile).map((file) => [file.id, file] as const));
  const problems: Problem[] = [];
  const taken = new Set<string>();
  for (const { index, field, ids } of wanted) {
    const keeper = keepers[index]!;
    const path = `${keeper.path}${pointer(field.name)}`;
    const found = ids.flatMap((id): Problem[] => {
      if (taken.has(id))
        return [problem("invalid", path, "One file cannot be kept in two places: send it again.", { reason: "file_twice" })];
      taken.add(id);
      return problemOf(files.get(id), actor, object, field, keeper, path) ?? [];
    });
    problems.push(...found);
    if (found.length === 0)
      keeper.data[field.id] = field.fieldType.withFiles!(keeper.data[field.id], (id) => valueOf(files.get(id)!)) as Json;
  }
  return problems;
}

/** Makes written records the owners of the files they name; files that are no longer named are marked for the sweeper. */
export async function holdFiles(
  tx: Tx,
  effective: Effective,
  object: ResolvedObject,
  written: readonly {
    readonly stored: { readonly id: string; readonly data: Readonly<Record<string, Json>> };
    readonly before: Readonly<Record<string, Json>> | undefined;
  }[],
): Promise<void> {
  const keepers = written.map(({ stored: { data }, before }) => (before === undefined ? { data } : { data, before }));
  const changed = [...changedFiles(object, keepers)];
  const rowsOf = (pick: (each: (typeof changed)[number]) => readonly string[]) =>
    changed.flatMap((each) => pick(each).map((id) => ({ id, field: each.field.id, record: written[each.index]!.stored.id })));
  const kept = rowsOf(({ ids }) => ids);
  const removed = rowsOf(({ ids, earlier }) => earlier.filter((id) => !ids.includes(id)));
  await Promise.all([
    kept.length === 0 ? undefined : tx.query(markKept, [effective.tenantId, object.id, kept]),
    removed.length === 0 ? undefined : tx.query(markRemoved, [effective.tenantId, object.id, removed]),
  ]);
}

function problemOf(
  file: StoredFile | undefined,
  actor: Actor,
  object: ResolvedObject,
  field: ResolvedField,
  keeper: Keeper,
  path: string,
): Problem[] | undefined {
  const here =
    file?.owner?.objectId === object.id && file.owner.fieldId === field.id && file.owner.recordId === keeper.id && !isGoing(file);
  const loose = file !== undefined && file.owner === undefined && file.jobId === undefined && file.deletedAt === undefined;
  if (file === undefined || !(here || (loose && (file.createdBy === actor.by || actor.unrestricted === true)))) {
    const help = "Send the file to POST /api/v1/files first, and give its id.";
    return [problem("invalid", path, "There is no such file of yours.", { help, reason: "file_gone" })];
  }
  if (here) return undefined;
  const { maxBytes, accept } = field.fieldType.takes?.(field.settings) ?? {};
  if (maxBytes !== undefined && file.size > maxBytes) {
    return [
      problem("out_of_range", path, `"${file.name}" has ${file.size} bytes, at most ${maxBytes} are taken here.`, {
        reason: "file_bytes",
        details: { name: file.name, bytes: maxBytes },
      }),
    ];
  }
  return isAccepted(accept, file) ? undefined : [notAccepted(file.name, file.mediaType, accept!, path)];
}

/** A day before the sweeper may come. */
const isGoing = ({ deletedAt }: StoredFile): boolean =>
  deletedAt !== undefined && deletedAt.getTime() < Date.now() - (removedDays - 1) * 24 * 3_600_000;

const valueOf = ({ id, name, mediaType, size, width, height }: StoredFile): FileValue => ({
  id,
  name,
  mediaType,
  size,
  ...(width === undefined || height === undefined ? {} : { width, height }),
});
