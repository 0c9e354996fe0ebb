import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps, placeholderProp } from "../bound-props.ts";

export const treeReference = defineComponent({
  name: "tree-reference",
  label: { en: "Record above", zh: "上级记录" },
  icon: "network",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps, ...placeholderProp }),
});
