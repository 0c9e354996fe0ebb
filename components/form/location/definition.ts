import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const location = defineComponent({
  name: "location",
  label: { en: "Location", zh: "位置" },
  icon: "map-pin",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
