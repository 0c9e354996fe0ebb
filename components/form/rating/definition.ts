import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const rating = defineComponent({
  name: "rating",
  label: { en: "Rating", zh: "评分" },
  icon: "star",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["number"],
  props: z.strictObject({ ...boundProps }),
});
