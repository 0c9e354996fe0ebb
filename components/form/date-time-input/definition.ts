import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const dateTimeInput = defineComponent({
  name: "date-time-input",
  label: { en: "Date and time", zh: "日期时间" },
  icon: "calendar-clock",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["instant"],
  props: z.strictObject({ ...boundProps }),
});
