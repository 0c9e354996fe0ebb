import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readRelative = defineComponent({
  name: "read-relative",
  label: { en: "How long ago", zh: "相对时间" },
  icon: "history",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["date", "instant"],
  props: z.strictObject({ ...boundProps }),
});
