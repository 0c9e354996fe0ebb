import * as z from "zod";
import { defineComponent, setting, textSchema } from "#metadata";

export const paragraph = defineComponent({
  name: "paragraph",
  label: { en: "Paragraph", zh: "段落" },
  icon: "pilcrow",
  group: "display",
  on: ["form", "page"],
  props: z.strictObject({ text: setting(textSchema, { en: "Text", zh: "文字" }) }),
  initial: { text: { en: "What people should know here", zh: "这里要让人知道的事" } },
});
