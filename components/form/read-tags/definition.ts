import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readTags = defineComponent({
  name: "read-tags",
  label: { en: "Tags, read only", zh: "标签，只读" },
  icon: "tags",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["list:text"],
  props: z.strictObject({ ...boundProps }),
});
