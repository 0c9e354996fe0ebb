import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const lineItems = defineComponent({
  name: "line-items",
  label: { en: "Lines", zh: "明细行" },
  icon: "table-2",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
