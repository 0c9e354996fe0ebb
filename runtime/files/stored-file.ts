import type { Tx } from "#db";

/** A file as its row says. */
export interface StoredFile {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** of the original, hex */
  readonly sha256: string;
  readonly width?: number;
  readonly height?: number;
  readonly variants: Readonly<Record<string, Variant>>;
  readonly createdAt: string;
  readonly createdBy: string;
  /** whose it is; undefined: its sender's */
  readonly owner?: { readonly objectId: string; readonly fieldId: string; readonly recordId: string };
  readonly jobId?: string;
  /** set: it is to be thrown away */
  readonly deletedAt?: Date;
}

/** A smaller copy of an image. */
export interface Variant {
  readonly key: string;
  readonly mediaType: string;
  readonly size: number;
  readonly width: number;
  readonly height: number;
}

export const fileColumns = `id, key, name, media_type, size::float8 as size, encode(sha256, 'hex') as sha256, width, height, variants,
  created_at, created_by, object_id, field_id, record_id, job_id, deleted_at`;

/** A row of `fileColumns` as a file. */
export function storedFile(row: Record<string, unknown>): StoredFile {
  return {
    id: row["id"] as string,
    key: row["key"] as string,
    name: row["name"] as string,
    mediaType: row["media_type"] as string,
    size: row["size"] as number,
    sha256: row["sha256"] as string,
    ...(row["width"] === null ? {} : { width: row["width"] as number, height: row["height"] as number }),
    variants: row["variants"] as Record<string, Variant>,
    createdAt: (row["created_at"] as Date).toISOString(),
    createdBy: row["created_by"] as string,
    ...(row["record_id"] === null
      ? {}
      : { owner: { objectId: row["object_id"] as string, fieldId: row["field_id"] as string, recordId: row["record_id"] as string } }),
    ...(row["job_id"] === null ? {} : { jobId: row["job_id"] as string }),
    ...(row["deleted_at"] === null ? {} : { deletedAt: row["deleted_at"] as Date }),
  };
}

const findFile = `select ${fileColumns} from file where tenant_id = $1::uuid and id = $2::uuid`;

/** The row of a file, also of one that is to be thrown away. */
export async function fileById(
  db: {
    batch(
      tenantId: string,
      statements: readonly { text: string; params: readonly unknown[] }[],
      options: { readOnly: true },
    ): Promise<Record<string, unknown>[][]>;
  },
  tenantId: string,
  id: string,
): Promise<StoredFile | undefined> {
  const [rows] = await db.batch(tenantId, [{ text: findFile, params: [tenantId, id] }], { readOnly: true });
  return rows![0] === undefined ? undefined : storedFile(rows![0]);
}

const insertFile = `insert into file (tenant_id, id, key, name, media_type, size, sha256, width, height, created_by, object_id, job_id)
values ($1::uuid, $2::uuid, $3, $4, $5, $6::bigint, decode($7, 'hex'), $8::int, $9::int, $10, $11, $12::uuid)`;
// one at a time for a tenant, so that two together cannot pass the bound
const lockTenant = `select pg_advisory_xact_lock(hashtextextended('files ' || $1, 0))`;
const sumSizes = `select coalesce(sum(size + case when variants = '{}' then 0
  else (select coalesce(sum((copy.value ->> 'size')::int8), 0) from jsonb_each(variants) as copy) end), 0)::float8 as bytes
from file where tenant_id = $1::uuid`;

/** Bytes that a tenant's files take, with their smaller copies. */
export async function bytesOf(tx: Tx, tenantId: string): Promise<number> {
  const [row] = await tx.query(sumSizes, [tenantId]);
  return row!["bytes"] as number;
}

/** Writes the row of a new file, unless the tenant would then have more than `most` bytes. Whether it was written. */
export async function putFile(
  tx: Tx,
  tenantId: string,
  most: number,
  file: Pick<StoredFile, "id" | "key" | "name" | "mediaType" | "size" | "sha256" | "width" | "height" | "createdBy"> & {
    /** the object that rows of it are meant for */
    readonly objectId?: string;
    /** the job that made it */
    readonly jobId?: string;
  },
): Promise<boolean> {
  await tx.query(lockTenant, [tenantId]);
  if ((await bytesOf(tx, tenantId)) + file.size > most) return false;
  const { id, key, name, mediaType, size, sha256, width, height, createdBy, objectId, jobId } = file;
  const params = [
    tenantId,
    id,
    key,
    name,
    mediaType,
    size,
    sha256,
    width ?? null,
    height ?? null,
    createdBy,
    objectId ?? null,
    jobId ?? null,
  ];
  await tx.query(insertFile, params);
  return true;
}

const addVariant = `update file set variants = variants || jsonb_build_object($3::text, $4::jsonb) where tenant_id = $1::uuid and id = $2::uuid returning 1`;

const hasVariant = "select 1 from file where tenant_id = $1::uuid and id = $2::uuid and variants ? $3::text";

/** Writes down a smaller copy, unless the tenant would then have more than `most` bytes or the file is gone. Whether it is written down. */
export async function putVariant(tx: Tx, tenantId: string, most: number, id: string, name: string, variant: Variant): Promise<boolean> {
  await tx.query(lockTenant, [tenantId]);
  // somebody else made the same one: its bytes are counted, and lie where these do
  if ((await tx.query(hasVariant, [tenantId, id, name])).length > 0) return true;
  if ((await bytesOf(tx, tenantId)) + variant.size > most) return false;
  return (await tx.query(addVariant, [tenantId, id, name, { ...variant }])).length > 0;
}
