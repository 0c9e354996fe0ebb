import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const radioGroup = defineComponent({
  name: "radio-group",
  label: { en: "Radio buttons", zh: "单选按钮" },
  icon: "circle-dot",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text:choice"],
  props: z.strictObject({ ...boundProps }),
});
