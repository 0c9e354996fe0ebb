import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const address = defineComponent({
  name: "address",
  label: { en: "Address", zh: "地址" },
  icon: "house",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
