import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const checkboxGroup = defineComponent({
  name: "checkbox-group",
  label: { en: "Checkboxes", zh: "复选框组" },
  icon: "list-checks",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["list:text:choice"],
  props: z.strictObject({ ...boundProps }),
});
