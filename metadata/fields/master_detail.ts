import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting } from "../read-value.ts";
import { readRecordId } from "../record-id.ts";

/** The whole that this record is a part of. Always given; deleted with it; who may reach the whole may reach the part. */
export const masterDetail = defineFieldType({
  name: "master_detail",
  label: { en: "Part of", zh: "主从关系" },
  icon: "git-fork",
  storage: "reference",
  config: z.strictObject({
    object: setting(nameSchema, { en: "Whole", zh: "主对象" }, { en: "The object that this one is a part of", zh: "本对象从属的对象" }),
    movable: setting(
      z.boolean().optional(),
      { en: "May be moved", zh: "可改主记录" },
      { en: "Whether a part may be given to another whole", zh: "是否允许改到另一条主记录之下" },
    ),
  }),
  value: () => readsAs<string>({ type: "string", format: "uuid" }, readRecordId),
  toSlot: (value) => value,
  type: () => "reference",
  shownBy: { edit: "reference", read: "reference" },
  toText: (value) => value,
  alwaysIndexed: true,
  refersTo: ({ object }) => object,
  partOf: true,
  fixed: ({ movable }) => movable !== true,
  unsaid: { required: true, onDelete: "cascade" },
});
