import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const switchInput = defineComponent({
  name: "switch",
  label: { en: "Switch", zh: "开关" },
  icon: "toggle-right",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["boolean"],
  props: z.strictObject({ ...boundProps }),
});
