import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const segmented = defineComponent({
  name: "segmented",
  label: { en: "Segments", zh: "分段选择" },
  icon: "rows-2",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text:choice"],
  props: z.strictObject({ ...boundProps }),
});
