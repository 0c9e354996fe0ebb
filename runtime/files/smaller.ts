import { buffer } from "node:stream/consumers";
import type { Platform } from "../platform.ts";
import { mostPixels } from "./image-size.ts";
import { shownInPlace } from "./media-type.ts";
import { quotaProblem } from "./quota.ts";
import { putVariant, type StoredFile, type Variant } from "./stored-file.ts";

/** Longest side in pixels of the copies that every image has. A copy is never larger than its original. */
const usualSizes: Readonly<Record<string, number>> = { thumb: 96, medium: 640 };

/** Longest sides that a field may want. */
const [least, longestSide] = [16, 4_096];
/** Copies of one image, also those that earlier settings of its field wanted. */
const mostCopies = 12;
/** An original is held in memory while copies of it are made. */
const mostBytes = 50 * 1024 ** 2;

/** Name of a copy → its longest side in pixels: "thumb", "medium", and "320" for what a field wants. undefined: no name of a copy. */
export function sideOf(name: string): number | undefined {
  if (Object.hasOwn(usualSizes, name)) return usualSizes[name];
  const side = /^[1-9]\d{1,3}$/.test(name) ? Number(name) : 0;
  return side >= least && side <= longestSide ? side : undefined;
}

/** Names of the copies that can be had of a file: none unless it is an image whose header could be read. */
export function smallerNames(file: StoredFile, wanted: readonly number[] = []): readonly string[] {
  if (!shownInPlace.has(file.mediaType) || file.width === undefined || file.size > mostBytes) return [];
  const names = new Set([...Object.keys(usualSizes), ...wanted.map(String).filter((name) => sideOf(name) !== undefined)]);
  return [...names].slice(0, mostCopies);
}

/** Copies asked for and not yet made; more than these answer "not now". */
const mostWaiting = 50;
/** Bytes that a copy hardly ever has less of. */
const leastCopy = 1_000;
/** Seconds that one copy may take. */
const longest = 15;

export interface Smaller {
  /**
   * The copy of that name, made when it is asked for the first time: turned as the camera was held, without anything else that the camera
   * noted (place, owner), of a moving image its first picture. The image itself where the tenant has no room for a copy. undefined: the
   * image is damaged, or too much is asked for at once.
   */
  readonly of: (file: StoredFile, tenantId: string, name: string) => Promise<Variant | StoredFile | undefined>;
}

/** Makes smaller copies of images, one at a time in threads of their own: decoding never holds up what is answered meanwhile. */
export function createSmaller(platform: Pick<Platform, "db" | "files" | "fileLimits" | "log">): Smaller {
  const { db, files, fileLimits, log } = platform;
  const underWay = new Map<string, Promise<Variant | StoredFile | undefined>>();
  let last: Promise<unknown> = Promise.resolve();

  async function make(file: StoredFile, tenantId: string, name: string, side: number): Promise<Variant | StoredFile | undefined> {
    // a copy that cannot be kept is not worth the work each time
    if ((await quotaProblem(platform, tenantId, leastCopy)) !== undefined) return file;
    const found = await files.getStream(file.key);
    if (found === undefined) return undefined;
    const bytes = await buffer(found.stream);
    const { default: sharp } = await import("sharp");
    const made = await sharp(bytes, { limitInputPixels: mostPixels, failOn: "error", sequentialRead: true })
      .autoOrient()
      .resize(side, side, { fit: "inside", withoutEnlargement: true })
      .webp({ quality: 80 })
      .timeout({ seconds: longest })
      .toBuffer({ resolveWithObject: true })
      .catch((fault: unknown) => {
        log.info({ file: file.id, fault: (fault as Error).message.slice(0, 200) }, "an image could not be made smaller");
        return undefined;
      });
    if (made === undefined) return undefined;
    const variant: Variant = {
      key: `${file.key}/${name}`,
      mediaType: "image/webp",
      size: made.info.size,
      width: made.info.width,
      height: made.info.height,
    };
    await files.putStream(variant.key, once(made.data), { mediaType: variant.mediaType, size: variant.size });
    if (await db.transaction(tenantId, (tx) => putVariant(tx, tenantId, fileLimits.tenantBytes, file.id, name, variant))) return variant;
    // there is no room for it, or the file went while its copy was made
    await files.remove(variant.key);
    return file;
  }

  return {
    async of(file, tenantId, name) {
      const there = file.variants[name];
      if (there !== undefined) return there;
      const side = sideOf(name);
      if (side === undefined || smallerNames(file).length === 0 || Object.keys(file.variants).length >= mostCopies) return undefined;
      const key = `${file.key}/${name}`;
      const making = underWay.get(key);
      if (making !== undefined) return making;
      if (underWay.size >= mostWaiting) return undefined;
      const turn = last.then(() => make(file, tenantId, name, side)).finally(() => underWay.delete(key));
      last = turn.catch(() => undefined);
      underWay.set(key, turn);
      return turn;
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
