import { ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField, ResolvedObject } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { getRecord } from "../records/run.ts";
import { isUuid } from "../uuid.ts";
import { linkEnd, openFileLink, signFileLink } from "./file-link.ts";
import { smallerNames } from "./smaller.ts";
import { fileById, type StoredFile } from "./stored-file.ts";

/** A file as people see it. */
export interface FileJson {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly width?: number;
  readonly height?: number;
  readonly createdAt: string;
  /** addresses of its bytes, without the host: "original", of images "thumb" and "medium", and "320" where the field wants copies of that size */
  readonly urls: Readonly<Record<string, string>>;
  /** when these addresses end */
  readonly expiresAt: string;
}

const noFile = (): Problem => problem("not_found", "", "There is no such file.", { reason: "file" });
/** The file with addresses of its bytes that end within five minutes, for whoever may read the field of the record that keeps it. */
export async function getFile(platform: Platform, effective: Effective, actor: Actor, id: string): Promise<Result<FileJson>> {
  const file = isUuid(id) ? await fileById(platform.db, actor.tenantId, id) : undefined;
  if (file === undefined || file.deletedAt !== undefined) return refused(noFile());
  const keeper = file.owner === undefined ? undefined : keeperOf(effective, file.owner);
  if (!(await mayRead(platform, actor, file, keeper))) return refused(noFile());
  return ok(showFile(platform, actor.tenantId, file, keeper?.field));
}

/** `field`: the one that keeps it, or that it is meant for; its copies are those that the field wants. */
export function showFile(platform: Pick<Platform, "secret">, tenantId: string, file: StoredFile, field?: ResolvedField): FileJson {
  const expires = linkEnd(Date.now());
  const variants = ["original", ...smallerNames(file, field?.fieldType.takes?.(field.settings).sizes)];
  const url = (variant: string) =>
    `/api/v1/files/${file.id}/content?link=${signFileLink({ tenantId, id: file.id, variant, expires }, platform.secret)}`;
  return {
    id: file.id,
    name: file.name,
    mediaType: file.mediaType,
    size: file.size,
    ...(file.width === undefined ? {} : { width: file.width, height: file.height! }),
    createdAt: file.createdAt,
    urls: Object.fromEntries(variants.map((variant) => [variant, url(variant)])),
    expiresAt: new Date(expires * 1_000).toISOString(),
  };
}

/** The field that keeps a file, as long as it is there and keeps files. */
function keeperOf(
  effective: Effective,
  { objectId, fieldId }: NonNullable<StoredFile["owner"]>,
): { readonly object: ResolvedObject; readonly field: ResolvedField } | undefined {
  const object = [...effective.objects.values()].find(({ id }) => id === objectId);
  const field = object?.byId.get(fieldId);
  return object === undefined || field?.fieldType.files === undefined ? undefined : { object, field };
}

/** Its sender while nothing keeps it; then whoever may read the record and the field. */
async function mayRead(platform: Platform, actor: Actor, file: StoredFile, keeper: ReturnType<typeof keeperOf>): Promise<boolean> {
  if (file.owner === undefined) return file.createdBy === actor.by;
  if (keeper === undefined) return false;
  const { object, field } = keeper;
  const record = await getRecord(platform, actor, object.name, file.owner.recordId);
  const value = record.ok ? (record.value[field.name] as Json | undefined) : undefined;
  return value !== undefined && value !== null && field.fieldType.files!(value).includes(file.id);
}

/** What lies behind a link. */
export interface FileContent {
  readonly key: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly etag: string;
  /** seconds that the link still holds */
  readonly seconds: number;
}

/** A signed link → what may be read by it. Expired, forged and of another file answer alike. */
export async function openFile(platform: Platform, id: string, token: string): Promise<Result<FileContent>> {
  const link = openFileLink(token, id, platform.secret);
  if (link === undefined) return refused(noFile());
  const file = await fileById(platform.db, link.tenantId, id);
  if (file === undefined || file.deletedAt !== undefined) return refused(noFile());
  const seconds = Math.max(0, link.expires - Math.ceil(Date.now() / 1_000));
  const hash = file.sha256.slice(0, 32);
  const smaller = link.variant === "original" ? file : await platform.smaller.of(file, link.tenantId, link.variant);
  if (smaller === undefined) return refused(noFile());
  if (smaller === file) {
    return ok({ key: file.key, name: file.name, mediaType: file.mediaType, size: file.size, etag: `"${hash}"`, seconds });
  }
  const name = `${file.name.replace(/\.[^.]*$/, "")}.webp`;
  return ok({ key: smaller.key, name, mediaType: smaller.mediaType, size: smaller.size, etag: `"${hash}-${link.variant}"`, seconds });
}

const markGone = `update file set deleted_at = now()
where tenant_id = $1::uuid and id = $2::uuid and created_by = $3 and record_id is null and job_id is null and deleted_at is null returning id`;

/** Gives up a file that the actor sent and nothing keeps; the sweeper throws its bytes away. */
export async function giveUpFile(platform: Platform, actor: Actor, id: string): Promise<Result<undefined>> {
  if (!isUuid(id)) return refused(noFile());
  const [gone] = await platform.db.batch(actor.tenantId, [{ text: markGone, params: [actor.tenantId, id, actor.by] }]);
  return gone!.length === 0 ? refused(noFile()) : ok(undefined);
}
