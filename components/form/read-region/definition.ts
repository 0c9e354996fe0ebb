import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

/** A region by the names on the way down to it. */
export const readRegion = defineComponent({
  name: "read-region",
  label: { en: "Region, read only", zh: "地区，只读" },
  icon: "map",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
