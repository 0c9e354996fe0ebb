import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readJson = defineComponent({
  name: "read-json",
  label: { en: "JSON, read only", zh: "JSON，只读" },
  icon: "braces",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["json"],
  props: z.strictObject({ ...boundProps }),
});
