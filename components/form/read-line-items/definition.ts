import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readLineItems = defineComponent({
  name: "read-line-items",
  label: { en: "Lines, read only", zh: "明细行，只读" },
  icon: "table-2",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
