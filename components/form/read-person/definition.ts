import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readPerson = defineComponent({
  name: "read-person",
  label: { en: "Person, read only", zh: "人员，只读" },
  icon: "user-round",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
