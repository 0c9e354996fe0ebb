import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const textInput = defineComponent({
  name: "text-input",
  label: { en: "Text", zh: "单行文本" },
  icon: "text-cursor-input",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
