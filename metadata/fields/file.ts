import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { filesValue, type FileValue } from "../file-value.ts";
import { setting } from "../read-value.ts";

/** Files that were sent before: a list of { id, name, mediaType, size }. An id alone is enough; the rest is filled in from the file. */
export const file = defineFieldType({
  name: "file",
  label: { en: "Files", zh: "附件" },
  icon: "paperclip",
  storage: "json",
  config: z.strictObject({
    maxFiles: setting(z.int().min(1).max(100).optional(), { en: "At most", zh: "最多文件数" }, { en: "Absent: 10", zh: "留空为 10" }),
    maxBytes: setting(
      z.int().min(1).optional(),
      { en: "Largest", zh: "单个文件上限" },
      { en: "Bytes of one file; absent: as the platform allows", zh: "每个文件的字节数，留空为平台上限" },
    ),
    accept: setting(
      z
        .array(z.string().regex(/^[a-z0-9*.+/-]{1,100}$/i))
        .max(50)
        .optional(),
      { en: "Kinds", zh: "文件类型" },
      { en: "Media types such as image/*, application/pdf. Absent: all", zh: "媒体类型，如 image/*、application/pdf，留空为不限" },
    ),
  }),
  value: ({ maxFiles = 10 }) => filesValue(maxFiles),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "files", read: "read-files" },
  toText: (value: readonly FileValue[], _config, locale) => value.map(({ name }) => name).join(locale.startsWith("zh") ? "、" : ", "),
  files: (value) => value.map(({ id }) => id),
  takes: ({ maxBytes, accept }) => ({ maxBytes, accept }),
  withFiles: (value, file) => value.map(({ id }) => file(id)),
});
