import * as z from "zod";
import { defineComponent, setting, textSchema } from "#metadata";

export const heading = defineComponent({
  name: "heading",
  label: { en: "Heading", zh: "标题" },
  icon: "heading",
  group: "display",
  on: ["form", "page"],
  props: z.strictObject({
    text: setting(textSchema, { en: "Text", zh: "文字" }),
    level: setting(z.enum(["2", "3"]).optional(), { en: "Level", zh: "级别" }),
  }),
  initial: { text: { en: "Heading", zh: "标题" } },
});
