import * as z from "zod";
import { defineComponent, setting, textSchema } from "#metadata";

/** Fields that belong together, in one column or two. */
export const section = defineComponent({
  name: "section",
  label: { en: "Section", zh: "分组" },
  icon: "rows-2",
  group: "layout",
  on: ["form", "page"],
  container: true,
  props: z.strictObject({
    title: setting(textSchema.optional(), { en: "Title", zh: "标题" }),
    columns: setting(
      z.enum(["one", "two"]).optional(),
      { en: "Columns", zh: "列数" },
      { en: "Absent: two from 640 px", zh: "留空：640 像素起两列" },
    ),
  }),
  initial: { title: { en: "Section", zh: "分组" } },
});
