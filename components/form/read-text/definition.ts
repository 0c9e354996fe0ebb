import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

/** The value, not to be changed here. */
export const readText = defineComponent({
  name: "read-text",
  label: { en: "Value, read only", zh: "只读值" },
  icon: "text-initial",
  group: "display",
  on: ["form"],
  bound: true,
  shows: [
    "text",
    "text:choice",
    "list:text",
    "list:text:choice",
    "number",
    "decimal",
    "money",
    "boolean",
    "date",
    "instant",
    "reference",
    "json",
  ],
  props: z.strictObject({ ...boundProps }),
});
