import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const yesNo = defineComponent({
  name: "yes-no",
  label: { en: "Yes or no", zh: "是或否" },
  icon: "toggle-left",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["boolean"],
  props: z.strictObject({ ...boundProps }),
});
