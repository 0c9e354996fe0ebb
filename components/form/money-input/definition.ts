import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const moneyInput = defineComponent({
  name: "money-input",
  label: { en: "Money", zh: "金额" },
  icon: "banknote",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
