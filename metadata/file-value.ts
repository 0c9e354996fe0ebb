import type * as z from "zod";
import { kindOf, readText, readsAs, unreadable } from "./read-value.ts";

/** A file as a record holds it; the rest is known where files are kept. */
export interface FileValue {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  /** pixels of an image as it is looked at */
  readonly width?: number;
  readonly height?: number;
}

/** Images that every browser shows and of which smaller copies are made. */
export const pictures = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"] as const;

export const fileId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** JSON Schema of one file. */
export const fileShape = {
  type: "object",
  properties: {
    id: { type: "string", format: "uuid" },
    name: { type: "string" },
    mediaType: { type: "string" },
    size: { type: "integer", description: "bytes" },
    width: { type: "integer", description: "pixels of an image" },
    height: { type: "integer" },
  },
  required: ["id"],
};

/** A list of files. Also accepted: ids, one file without a list, and files that say nothing but their id. */
export const filesValue = (most: number): z.ZodType<readonly FileValue[]> =>
  readsAs<readonly FileValue[]>(
    {
      type: "array",
      maxItems: most,
      items: fileShape,
      "x-accepts": [{ type: "array", items: { type: "string", format: "uuid" }, description: "Ids of files that were sent" }],
    },
    (input) => {
      const given: unknown[] = Array.isArray(input) ? input : [input];
      const files = new Map<string, FileValue>();
      for (const each of given) {
        const read = readFile(each);
        if ("unreadable" in read) return read;
        files.set(read.value.id, read.value);
        if (files.size > most)
          return unreadable("out_of_range", `Must be at most ${most} ${most === 1 ? "file" : "files"}`, { reason: "files", limit: most });
      }
      return { value: [...files.values()] };
    },
  );

/** One file: { id, name, mediaType, size }, or its id. */
export function readFile(input: unknown): { readonly value: FileValue } | ReturnType<typeof unreadable> {
  const given = typeof input === "string" ? { id: input } : input;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return unreadable("wrong_type", `Must be a file that was sent, by its id, not ${kindOf(input)}`, { reason: "file" });
  const { id, name = "", mediaType = "application/octet-stream", size = 0 } = given as Record<string, unknown>;
  if (typeof id !== "string" || !fileId.test(id.toLowerCase()))
    return unreadable("wrong_type", "Must be the id of a file (a UUID)", { reason: "file" });
  const named = readText(name, 255);
  if ("unreadable" in named) return named;
  if (typeof mediaType !== "string" || mediaType.length > 127 || !/^[\w.+-]+\/[\w.+-]+$/.test(mediaType))
    return unreadable("invalid", 'A file has a media type such as "image/png"');
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) return unreadable("invalid", "A file has a size in bytes");
  return { value: { id: id.toLowerCase(), name: named.value, mediaType, size } };
}
