import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readText, readsAs } from "../read-value.ts";

/** Who changed the record last: a person, or "api-key:…", "flow:…". Every record knows it; a field shows it under a name of its own. */
export const updatedBy = defineFieldType({
  name: "updated_by",
  label: { en: "Updated by", zh: "更新人" },
  icon: "user-pen",
  storage: "text",
  config: z.strictObject({}),
  value: () => readsAs<string>({ type: "string", maxLength: 200, readOnly: true }, (input) => readText(input, 200)),
  toSlot: (value) => value,
  type: () => "text",
  shownBy: { edit: "read-person", read: "read-person" },
  toText: (value) => value,
  derived: () => ({ kind: "column", column: "updated_by" }),
});
