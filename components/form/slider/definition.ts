import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const slider = defineComponent({
  name: "slider",
  label: { en: "Slider", zh: "滑块" },
  icon: "sliders-horizontal",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["number", "decimal"],
  props: z.strictObject({ ...boundProps }),
});
