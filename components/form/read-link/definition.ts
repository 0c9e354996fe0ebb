import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readLink = defineComponent({
  name: "read-link",
  label: { en: "Link", zh: "链接" },
  icon: "external-link",
  group: "display",
  on: ["form"],
  bound: true,
  shows: ["text", "text:uri", "text:email", "text:phone"],
  props: z.strictObject({ ...boundProps }),
});
