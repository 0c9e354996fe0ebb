import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const colour = defineComponent({
  name: "colour",
  label: { en: "Colour", zh: "颜色" },
  icon: "palette",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({ ...boundProps }),
});
