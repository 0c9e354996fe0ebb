import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const numberInput = defineComponent({
  name: "number-input",
  label: { en: "Number", zh: "数字" },
  icon: "hash",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["number", "decimal"],
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
