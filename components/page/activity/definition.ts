import * as z from "zod";
import { defineComponent } from "#metadata";

/** Who changed what and when, from the record's history. */
export const activity = defineComponent({
  name: "activity",
  label: { en: "Activity", zh: "动态" },
  icon: "history",
  group: "data",
  on: ["page"],
  props: z.strictObject({}),
});
