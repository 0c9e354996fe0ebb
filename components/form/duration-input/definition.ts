import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const durationInput = defineComponent({
  name: "duration-input",
  label: { en: "Duration", zh: "时长" },
  icon: "timer",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
