import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readBadge = defineComponent({
  name: "read-badge",
  label: { en: "Badge", zh: "徽标" },
  icon: "badge-check",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["text", "text:choice", "list:text:choice"],
  props: z.strictObject({ ...boundProps }),
});
