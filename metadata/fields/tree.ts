import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { readsAs } from "../read-value.ts";
import { readRecordId } from "../record-id.ts";

interface Settings {
  /** the object it stands in; settled */
  readonly object?: string;
}

/** The record above this one, of the same object: a tree. Nobody stands above himself; that is for the write path to see. */
export const tree = defineFieldType({
  name: "tree",
  label: { en: "Parent", zh: "上级" },
  icon: "network",
  storage: "reference",
  config: z.strictObject({}) as z.ZodType<Settings>,
  value: () => readsAs<string>({ type: "string", format: "uuid" }, readRecordId),
  toSlot: (value) => value,
  type: () => "reference",
  shownBy: { edit: "tree-reference", read: "reference" },
  toText: (value) => value,
  alwaysIndexed: true,
  refersTo: ({ object }) => object ?? "",
  withoutCircles: true,
  settle: (config, { object }) => ({ ...config, object }),
});
