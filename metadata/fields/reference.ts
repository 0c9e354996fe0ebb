import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting } from "../read-value.ts";
import { readRecordId } from "../record-id.ts";

/** Another record, by its id. That it exists and may be read is for the write path to see. */
export const reference = defineFieldType({
  name: "reference",
  label: { en: "Reference", zh: "关联" },
  icon: "link",
  storage: "reference",
  config: z.strictObject({
    object: setting(nameSchema, { en: "Object", zh: "对象" }, { en: "The object it refers to", zh: "关联的对象" }),
  }),
  value: () => readsAs<string>({ type: "string", format: "uuid" }, readRecordId),
  toSlot: (value) => value,
  type: () => "reference",
  shownBy: { edit: "reference", read: "reference" },
  toText: (value) => value,
  alwaysIndexed: true,
  refersTo: ({ object }) => object,
});
