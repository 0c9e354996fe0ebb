import * as z from "zod";
import { defineComponent, nameSchema, setting, textSchema } from "#metadata";
import { picks } from "../../form/bound-props.ts";

/** Records of another object that refer to this one. */
export const relatedList = defineComponent({
  name: "related-list",
  label: { en: "Related list", zh: "相关列表" },
  icon: "list",
  group: "data",
  on: ["page"],
  props: z.strictObject({
    object: picks("object", setting(nameSchema, { en: "Object", zh: "对象" })),
    field: picks("field", setting(nameSchema, { en: "By field", zh: "引用字段" }), "object"),
    title: setting(textSchema.optional(), { en: "Title", zh: "标题" }),
    columns: setting(
      z
        .array(picks("field", nameSchema, "object"))
        .max(12)
        .optional(),
      { en: "Columns", zh: "列" },
    ),
  }),
});
