import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readRating = defineComponent({
  name: "read-rating",
  label: { en: "Stars", zh: "星级" },
  icon: "star",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["number"],
  props: z.strictObject({ ...boundProps }),
});
