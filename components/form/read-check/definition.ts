import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readCheck = defineComponent({
  name: "read-check",
  label: { en: "Tick", zh: "勾选标记" },
  icon: "check",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["boolean"],
  props: z.strictObject({ ...boundProps }),
});
