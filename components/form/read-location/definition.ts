import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readLocation = defineComponent({
  name: "read-location",
  label: { en: "Location, read only", zh: "位置，只读" },
  icon: "map-pin",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
