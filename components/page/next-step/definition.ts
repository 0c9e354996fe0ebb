import * as z from "zod";
import { defineComponent } from "#metadata";

/** What the flow of this record waits for, for whom and until when. */
export const nextStep = defineComponent({
  name: "next-step",
  label: { en: "Next step", zh: "下一步" },
  icon: "workflow",
  group: "data",
  on: ["page"],
  props: z.strictObject({}),
});
