import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readProgress = defineComponent({
  name: "read-progress",
  label: { en: "Progress bar", zh: "进度条" },
  icon: "gauge",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["number", "decimal"],
  props: z.strictObject({ ...boundProps }),
});
