import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readMarkdown = defineComponent({
  name: "read-markdown",
  label: { en: "Markdown, read only", zh: "Markdown，只读" },
  icon: "file-text",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({ ...boundProps }),
});
