import * as z from "zod";
import { defineComponent, nameSchema, setting, textSchema } from "#metadata";
import { picks } from "../../form/bound-props.ts";

/** The records of an object as a grid: frozen first column, filters, sort, summary, edit in place. */
export const recordList = defineComponent({
  name: "record-list",
  label: { en: "Record list", zh: "记录列表" },
  icon: "table-2",
  group: "data",
  on: ["page"],
  props: z.strictObject({
    object: picks("object", setting(nameSchema, { en: "Object", zh: "对象" })),
    view: picks("view", setting(nameSchema.optional(), { en: "First view", zh: "首个视图" }), "object"),
    title: setting(textSchema.optional(), { en: "Title", zh: "标题" }),
  }),
});
