import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const choice = defineComponent({
  name: "choice",
  label: { en: "Choice cards", zh: "选项卡片" },
  icon: "circle-dot",
  group: "input",
  on: ["form"],
  bound: true,
  shows: ["text:choice"],
  props: z.strictObject({ ...boundProps }),
});
