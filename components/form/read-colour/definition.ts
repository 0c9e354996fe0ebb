import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readColour = defineComponent({
  name: "read-colour",
  label: { en: "Colour, read only", zh: "颜色，只读" },
  icon: "palette",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["text"],
  props: z.strictObject({ ...boundProps }),
});
