import * as z from "zod";
import { nameSchema } from "../documents/parts.ts";
import { defineFieldType, mostLines } from "../field-type.ts";
import { kindOf, readsAs, setting, unreadable } from "../read-value.ts";
import type { Json } from "../value-type.ts";

/** The records of another object that are parts of this one, written together with it. Nothing is kept here: they refer to this record. */
export const lineItems = defineFieldType({
  name: "line_items",
  label: { en: "Line items", zh: "明细" },
  icon: "rows-3",
  storage: "json",
  config: z.strictObject({
    object: setting(nameSchema, { en: "Object", zh: "对象" }, { en: "The object whose records are the lines", zh: "明细行所属的对象" }),
    by: setting(
      nameSchema,
      { en: "Its field", zh: "其字段" },
      { en: "Its field that refers to this object", zh: "该对象中指向本对象的字段" },
    ).meta({
      picks: "field",
      of: "object",
    }),
    order: setting(
      nameSchema.optional(),
      { en: "Place", zh: "顺序字段" },
      {
        en: "Its number field that keeps the order in which people put the lines. Absent: as they were made",
        zh: "保存行顺序的数字字段，留空则按创建先后排列",
      },
    ).meta({
      picks: "field",
      of: "object",
    }),
  }),
  value: () =>
    readsAs<readonly Json[]>({ type: "array", items: { type: "object" }, maxItems: mostLines }, (input) => {
      if (!Array.isArray(input)) return unreadable("wrong_type", `Must be a list of records, not ${kindOf(input)}`, { reason: "list" });
      if (input.length > mostLines)
        return unreadable("out_of_range", `Must be at most ${mostLines} lines`, { reason: "records", limit: mostLines });
      const strange = (input as unknown[]).find((each) => typeof each !== "object" || each === null || Array.isArray(each));
      return strange === undefined
        ? { value: input as Json[] }
        : unreadable("wrong_type", `A line is a record: its fields by name, not ${kindOf(strange)}`, { reason: "record" });
    }),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "line-items", read: "read-line-items" },
  toText: (value, _config, locale) =>
    locale.startsWith("zh") ? `${value.length} 行` : `${value.length} ${value.length === 1 ? "line" : "lines"}`,
  derived: ({ object, by, order }) => ({ kind: "lines", object, by, ...(order === undefined ? {} : { order }) }),
});
