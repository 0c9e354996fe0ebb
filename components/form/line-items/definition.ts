import * as z from "zod";
import { defineComponent, nameSchema, setting } from "#metadata";
import { boundProps } from "../bound-props.ts";

/** The lines of a record, filled in with it and saved together. */
export const lineItems = defineComponent({
  name: "line-items",
  label: { en: "Lines", zh: "明细行" },
  icon: "table-2",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({
    ...boundProps,
    columns: setting(
      z.array(nameSchema).max(12).optional(),
      { en: "Columns", zh: "列" },
      { en: "Names of the lines' fields; absent: those that fit", zh: "明细对象的字段名，留空则显示放得下的字段" },
    ),
  }),
});
