import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { fileShape, pictures, readFile, type FileValue } from "../file-value.ts";
import { readsAs } from "../read-value.ts";

/** What somebody signed: one picture that was sent before, { id, name, mediaType, size }. */
export const signature = defineFieldType({
  name: "signature",
  label: { en: "Signature", zh: "签名" },
  icon: "signature",
  storage: "json",
  config: z.strictObject({}),
  value: () =>
    readsAs<FileValue>(
      { ...fileShape, "x-accepts": [{ type: "string", format: "uuid", description: "Id of a file that was sent" }] },
      (input) => readFile(Array.isArray(input) && input.length === 1 ? input[0] : input),
    ),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "signature", read: "read-images" },
  toText: (_value, _config, locale) => (locale.startsWith("zh") ? "已签名" : "Signed"),
  files: (value) => [value.id],
  takes: () => ({ maxBytes: 1024 * 1024, accept: pictures }),
  withFiles: (value, file) => file(value.id),
});
