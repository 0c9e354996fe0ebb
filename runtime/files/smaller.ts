import { buffer } from "node:stream/consumers";
import type { Platform } from "../platform.ts";
import { mostPixels } from "./image-size.ts";
import { shownInPlace } from "./media-type.ts";
import type { StoredFile, Variant } from "./stored-file.ts";

/** Longest side in pixels. A copy is never larger than its original. */
export const smallerSizes = { thumb: 96, medium: 640 } as const;
export type SmallerName = keyof typeof smallerSizes;

export const isSmallerName = (name: string): name is SmallerName => Object.hasOwn(smallerSizes, name);

/** Whether smaller copies can be made: an image whose header could be read. */
export const hasSmaller = (file: Pick<StoredFile, "mediaType" | "width">): boolean =>
  shownInPlace.has(file.mediaType) && file.width !== undefined;

/** Copies asked for and not yet made; more than these answer "not now". */
const mostWaiting = 50;
/** Seconds that one copy may take. */
const longest = 15;

const addVariant = `update file set variants = variants || jsonb_build_object($3::text, $4::jsonb) where tenant_id = $1::uuid and id = $2::uuid returning 1 as there`;

export interface Smaller {
  /**
   * The copy of that name, made when it is asked for the first time: turned as the camera was held, without anything else that the camera
   * noted (place, owner), of a moving image its first picture. undefined: the image is damaged, or too much is asked for at once.
   */
  readonly of: (file: StoredFile, tenantId: string, name: SmallerName) => Promise<Variant | undefined>;
}

/** Makes smaller copies of images, one at a time in threads of their own: decoding never holds up what is answered meanwhile. */
export function createSmaller({ db, files, log }: Pick<Platform, "db" | "files" | "log">): Smaller {
  const underWay = new Map<string, Promise<Variant | undefined>>();
  let last: Promise<unknown> = Promise.resolve();

  async function make(file: StoredFile, tenantId: string, name: SmallerName): Promise<Variant | undefined> {
    const found = await files.getStream(file.key);
    if (found === undefined) return undefined;
    const bytes = await buffer(found.stream);
    const { default: sharp } = await import("sharp");
    const side = smallerSizes[name];
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
    const [there] = await db.batch(tenantId, [{ text: addVariant, params: [tenantId, file.id, name, variant] }]);
    if (there!.length > 0) return variant;
    // the file went while its copy was made
    await files.remove(variant.key);
    return undefined;
  }

  return {
    async of(file, tenantId, name) {
      const there = file.variants[name];
      if (there !== undefined) return there;
      if (!hasSmaller(file)) return undefined;
      const key = `${file.key}/${name}`;
      const making = underWay.get(key);
      if (making !== undefined) return making;
      if (underWay.size >= mostWaiting) return undefined;
      const turn = last.then(() => make(file, tenantId, name)).finally(() => underWay.delete(key));
      last = turn.catch(() => undefined);
      underWay.set(key, turn);
      return turn;
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
