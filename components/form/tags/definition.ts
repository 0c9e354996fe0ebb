import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const tags = defineComponent({
  name: "tags",
  label: { en: "Tags", zh: "标签" },
  icon: "tags",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["list:text"],
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
