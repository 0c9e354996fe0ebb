import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const select = defineComponent({
  name: "select",
  label: { en: "Select", zh: "下拉选择" },
  icon: "list-filter",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text:choice"],
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
