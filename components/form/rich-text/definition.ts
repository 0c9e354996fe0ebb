import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const richText = defineComponent({
  name: "rich-text",
  label: { en: "Formatted text", zh: "富文本" },
  icon: "type",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
