import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const files = defineComponent({
  name: "files",
  label: { en: "Files", zh: "文件" },
  icon: "paperclip",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
