import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { filesValue, pictures, type FileValue } from "../file-value.ts";
import { setting } from "../read-value.ts";

/** Pictures that were sent before, as `file`; smaller copies are made of them. */
export const image = defineFieldType({
  name: "image",
  label: { en: "Images", zh: "图片" },
  icon: "image",
  storage: "json",
  config: z.strictObject({
    maxFiles: setting(z.int().min(1).max(100).optional(), { en: "At most", zh: "最多图片数" }, { en: "Absent: 1", zh: "留空为 1" }),
    maxBytes: setting(
      z.int().min(1).optional(),
      { en: "Largest", zh: "单张图片上限" },
      { en: "Bytes of one image; absent: as the platform allows", zh: "每张图片的字节数，留空为平台上限" },
    ),
    sizes: setting(
      z.array(z.int().min(16).max(4_096)).max(5).optional(),
      { en: "Smaller copies", zh: "缩略图尺寸" },
      { en: "Longest sides in pixels", zh: "最长边的像素数" },
    ),
  }),
  value: ({ maxFiles = 1 }) => filesValue(maxFiles),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "images", read: "read-images" },
  toText: (value: readonly FileValue[], _config, locale) => value.map(({ name }) => name).join(locale.startsWith("zh") ? "、" : ", "),
  files: (value) => value.map(({ id }) => id),
  takes: ({ maxBytes, sizes }) => ({ maxBytes, accept: pictures, sizes }),
  withFiles: (value, file) => value.map(({ id }) => file(id)),
});
