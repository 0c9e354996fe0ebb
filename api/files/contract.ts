import * as z from "zod";
import { nameSchema } from "#metadata";
import { contract } from "../contract.ts";
import { ofId } from "../parts.ts";
import type { Upload } from "../upload.ts";

const tag = "Files";

const file = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    mediaType: z.string().meta({ description: "As its first bytes say" }),
    size: z.int().meta({ description: "Bytes" }),
    width: z.int().optional(),
    height: z.int().optional(),
    createdAt: z.string(),
    urls: z.record(z.string(), z.string()).meta({
      description:
        "Addresses of the bytes: original, of images thumb and medium, and 320 where the field wants copies with that longest side",
    }),
    expiresAt: z.string().meta({ description: "When the addresses end" }),
  })
  .meta({ id: "File", description: "A file that was sent" });

export const send = contract<unknown, { object?: string | undefined; field?: string | undefined }, Upload>({
  method: "POST",
  path: "/files",
  tag,
  summary: "Send one file as multipart/form-data; a record keeps it once a field of it names its id",
  permission: "member",
  query: z.strictObject({
    object: nameSchema.optional().meta({ description: "With field: where it is meant for, whose settings then hold at once" }),
    field: nameSchema.optional(),
  }),
  upload: true,
  repeat: "own",
  status: 201,
  answer: file,
});

export const get = contract({
  method: "GET",
  path: "/files/{id}",
  tag,
  summary: "A file and addresses of its bytes that end within five minutes, for whoever may read the field that keeps it",
  permission: "member",
  params: ofId,
  answer: file,
});

export const remove = contract({
  method: "DELETE",
  path: "/files/{id}",
  tag,
  summary: "Give up a file that one has sent and no record keeps",
  permission: "member",
  params: ofId,
  status: 204,
});

export const content = contract({
  method: "GET",
  path: "/files/{id}/content",
  tag,
  summary: "The bytes, by a signed address; ranges can be asked for",
  permission: "public",
  params: ofId,
  query: z.strictObject({ link: z.string().max(500) }),
});
