import { shownInPlace } from "./media-type.ts";

/** Pixels an image may have: four bytes each while it is decoded. */
export const mostPixels = 50_000_000;

/** Width and height of an image as it is looked at, by its header alone; undefined where there is no header to read. Nothing is decoded. */
export async function dimensionsOf(head: Uint8Array, mediaType: string): Promise<{ width: number; height: number } | undefined> {
  if (!shownInPlace.has(mediaType)) return undefined;
  const { default: sharp } = await import("sharp");
  const found = await sharp(head, { limitInputPixels: false, failOn: "none" })
    .metadata()
    .catch(() => undefined);
  if (found === undefined || !(found.width > 0 && found.height > 0)) return undefined;
  const turned = (found.orientation ?? 1) >= 5;
  const height = found.pageHeight ?? found.height;
  return turned ? { width: height, height: found.width } : { width: found.width, height };
}
