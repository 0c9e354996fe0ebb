import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const codeInput = defineComponent({
  name: "code-input",
  label: { en: "Code", zh: "代码" },
  icon: "code",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({ ...boundProps }),
});
