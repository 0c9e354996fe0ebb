import * as z from "zod";
import { defineComponent, nameSchema, setting, textSchema } from "#metadata";
import { picks } from "../../form/bound-props.ts";

/** The record's values, to be read first; a click changes one. */
export const recordDetails = defineComponent({
  name: "record-details",
  label: { en: "Details", zh: "详情" },
  icon: "table-properties",
  group: "data",
  on: ["page"],
  props: z.strictObject({
    title: setting(textSchema.optional(), { en: "Title", zh: "标题" }),
    fields: setting(
      z.array(picks("field", nameSchema)).max(100).optional(),
      { en: "Fields", zh: "字段" },
      { en: "Absent: all", zh: "留空：全部" },
    ),
  }),
});
