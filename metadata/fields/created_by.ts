import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readText, readsAs } from "../read-value.ts";

/** Who made the record: a person, or "api-key:…", "flow:…". Every record knows it; a field shows it under a name of its own. */
export const createdBy = defineFieldType({
  name: "created_by",
  label: { en: "Created by", zh: "创建人" },
  icon: "user-plus",
  storage: "text",
  config: z.strictObject({}),
  value: () => readsAs<string>({ type: "string", maxLength: 200, readOnly: true }, (input) => readText(input, 200)),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "read-person", read: "read-person" },
  toText: (value) => value,
  derived: () => ({ kind: "column", column: "created_by" }),
});
