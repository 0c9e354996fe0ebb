import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const checkbox = defineComponent({
  name: "checkbox",
  label: { en: "Checkbox", zh: "复选框" },
  icon: "square-check",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["boolean"],
  props: z.strictObject({ ...boundProps }),
});
