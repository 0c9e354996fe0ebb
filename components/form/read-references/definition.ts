import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readReferences = defineComponent({
  name: "read-references",
  label: { en: "Records, read only", zh: "关联记录，只读" },
  icon: "link",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
