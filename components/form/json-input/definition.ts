import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const jsonInput = defineComponent({
  name: "json-input",
  label: { en: "JSON", zh: "JSON" },
  icon: "braces",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["json"],
  props: z.strictObject({ ...boundProps }),
});
