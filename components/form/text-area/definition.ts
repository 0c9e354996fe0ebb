import * as z from "zod";
import { defineComponent, setting } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const textArea = defineComponent({
  name: "text-area",
  label: { en: "Text area", zh: "多行文本" },
  icon: "text",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({
    ...boundProps,
    ...placeholderProp,
    rows: setting(z.int().min(2).max(30).optional(), { en: "Lines", zh: "行数" }),
  }),
});
