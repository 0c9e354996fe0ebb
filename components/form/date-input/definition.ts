import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const dateInput = defineComponent({
  name: "date-input",
  label: { en: "Date", zh: "日期" },
  icon: "calendar",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["date"],
  props: z.strictObject({ ...boundProps }),
});
