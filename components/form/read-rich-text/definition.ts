import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readRichText = defineComponent({
  name: "read-rich-text",
  label: { en: "Formatted text, read only", zh: "富文本，只读" },
  icon: "type",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
