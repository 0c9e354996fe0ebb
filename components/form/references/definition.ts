import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const references = defineComponent({
  name: "references",
  label: { en: "Records", zh: "多条关联" },
  icon: "link",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
