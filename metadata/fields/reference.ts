import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType } from "../field-type.ts";
import { readsAs, setting, unreadable } from "../read-value.ts";

const recordId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Another record, by its id. That it exists and may be read is for the write path to see. */
export const reference = defineFieldType({
  name: "reference",
  label: { en: "Reference", zh: "关联" },
  icon: "link",
  storage: "reference",
  config: z.strictObject({
    object: setting(nameSchema, { en: "Object", zh: "对象" }, { en: "The object it refers to", zh: "关联的对象" }),
  }),
  value: () =>
    readsAs<string>({ type: "string", format: "uuid" }, (input) => {
      const id = typeof input === "string" ? input.toLowerCase() : "";
      return recordId.test(id) ? { value: id } : unreadable("wrong_type", "Must be the id of a record (a UUID)");
    }),
  toSlot: (value) => value,
  type: () => "reference",
  shownBy: { edit: "reference", read: "reference" },
  toText: (value) => value,
  alwaysIndexed: true,
  refersTo: ({ object }) => object,
});
