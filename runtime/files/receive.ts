import { ok, problem, refused, type FilesTaken, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { accessTo } from "../permissions/access.ts";
import type { Platform } from "../platform.ts";
import { cleanName } from "./clean-name.ts";
import { dimensionsOf, mostPixels } from "./image-size.ts";
import { sizeOf } from "./limits.ts";
import { headBytes, isAccepted, mediaTypeOf } from "./media-type.ts";
import { quotaProblem, quotaReached } from "./quota.ts";
import { fileById, putFile, type StoredFile } from "./stored-file.ts";
import { newId } from "../uuid.ts";

/** What is being sent. */
export interface Incoming {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** the field it is meant for, whose settings then hold already now */
  readonly field?: { readonly object: string; readonly field: string };
}

/** Ends a source that gives more than it may. */
class TooMuch extends Error {
  override readonly name = "TooMuch";
}

const tooLarge = (most: number) =>
  problem("too_large", "", `A file has at most ${sizeOf(most)} here.`, {
    help: "Send a smaller file.",
    reason: "file",
    details: { bytes: most },
  });

/**
 * Takes a file in: what it is is found out from its first bytes, and it is refused before more is read when it may not be. Until a record
 * keeps it, it is its sender's alone. A source that breaks leaves nothing behind.
 * @throws what the source throws
 */
export async function receiveFile(
  platform: Platform,
  effective: Effective,
  actor: Actor,
  { name: given, bytes, field }: Incoming,
): Promise<Result<StoredFile>> {
  const takes = field === undefined ? ok<FilesTaken>({}) : takenBy(effective, actor, field);
  if (!takes.ok) return takes;
  const { fileBytes, tenantBytes } = platform.fileLimits;
  const { maxBytes = fileBytes, accept } = takes.value;
  const most = Math.min(maxBytes, fileBytes);
  const full = await quotaProblem(platform, actor.tenantId);
  if (full !== undefined) return refused(full);

  const name = cleanName(given);
  const source = atMost(bytes, most);
  const id = newId();
  const key = `${actor.tenantId}/${id}`;
  try {
    const head = await headOf(source);
    if (head.bytes.length === 0) return refused(problem("invalid", "", "The file is empty.", { reason: "file_empty" }));
    const mediaType = await mediaTypeOf(head.bytes, name);
    if (!isAccepted(accept, { name, mediaType })) return refused(notAccepted(name, mediaType, accept!));
    const dimensions = await dimensionsOf(head.bytes, mediaType);
    if (dimensions !== undefined && dimensions.width * dimensions.height > mostPixels) {
      return refused(
        problem("too_large", "", `An image has at most ${mostPixels / 1e6} million pixels.`, {
          help: "Send a smaller image.",
          reason: "pixels",
          details: { ...dimensions, limit: mostPixels / 1e6 },
        }),
      );
    }
    const { size, sha256 } = await platform.files.putStream(key, head.all, { mediaType });
    const file = { id, key, name, mediaType, size, sha256: sha256.toString("hex"), ...dimensions, createdBy: actor.by };
    const taken = await platform.db
      .transaction(actor.tenantId, (tx) => putFile(tx, actor.tenantId, tenantBytes, file))
      .catch(async (fault: unknown) => {
        await platform.files.remove(key);
        throw fault;
      });
    if (!taken) {
      await platform.files.remove(key);
      return refused(quotaReached(tenantBytes));
    }
    return ok((await fileById(platform.db, actor.tenantId, id))!);
  } catch (fault) {
    if (fault instanceof TooMuch) return refused(tooLarge(most));
    throw fault;
  }
}

/** What a field takes, for whoever may write it. */
function takenBy(effective: Effective, actor: Actor, { object, field }: { object: string; field: string }): Result<FilesTaken> {
  const found = effective.objects.get(object)?.byName.get(field);
  const access = accessTo(effective, actor, object);
  const writes = (access?.create?.writes(field) ?? false) || (access?.update?.writes(field) ?? false);
  if (found === undefined || !writes)
    return refused(problem("not_found", "/field", `There is no field "${object}.${field}" that you may write.`));
  if (found.fieldType.files === undefined) return refused(problem("invalid_query", "/field", `The field "${field}" keeps no files.`));
  return ok(found.fieldType.takes?.(found.settings) ?? {});
}

/** Why a file is not for a field. */
export const notAccepted = (name: string, mediaType: string, accept: readonly string[], path = ""): Problem =>
  problem(
    path === "" ? "unsupported_media_type" : "invalid",
    path,
    `"${name}" is ${mediaType} by its bytes; taken here: ${accept.join(", ")}.`,
    {
      help: "Send a file of one of these kinds.",
      details: { reason: path === "" ? "kind" : "file_kind", name, mediaType, accept: [...accept] },
    },
  );

async function* atMost(bytes: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > most) throw new TooMuch();
    yield chunk;
  }
}

/** The first bytes, and a source of all of them. */
async function headOf(source: AsyncGenerator<Uint8Array>): Promise<{ bytes: Buffer; all: AsyncIterable<Uint8Array> }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < headBytes) {
    const { done, value } = await source.next();
    if (done === true) break;
    chunks.push(value);
    length += value.length;
  }
  async function* all() {
    yield* chunks;
    yield* source;
  }
  return { bytes: Buffer.concat(chunks), all: all() };
}
