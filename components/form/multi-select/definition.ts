import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const multiSelect = defineComponent({
  name: "multi-select",
  label: { en: "Multiple select", zh: "多项选择" },
  icon: "list-checks",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["list:text:choice"],
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
