import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readFiles = defineComponent({
  name: "read-files",
  label: { en: "Files, read only", zh: "文件，只读" },
  icon: "paperclip",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
