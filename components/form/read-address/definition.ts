import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readAddress = defineComponent({
  name: "read-address",
  label: { en: "Address, read only", zh: "地址，只读" },
  icon: "house",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
