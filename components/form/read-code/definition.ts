import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readCode = defineComponent({
  name: "read-code",
  label: { en: "Code, read only", zh: "代码，只读" },
  icon: "code",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["text", "json"],
  props: z.strictObject({ ...boundProps }),
});
