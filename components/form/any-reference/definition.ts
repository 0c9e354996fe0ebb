import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const anyReference = defineComponent({
  name: "any-reference",
  label: { en: "Record of any object", zh: "任意对象的记录" },
  icon: "shapes",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
