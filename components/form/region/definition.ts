import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const region = defineComponent({
  name: "region",
  label: { en: "Region", zh: "地区" },
  icon: "map",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
