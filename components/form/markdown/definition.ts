import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const markdown = defineComponent({
  name: "markdown",
  label: { en: "Markdown", zh: "Markdown" },
  icon: "file-text",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
