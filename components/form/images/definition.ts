import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const images = defineComponent({
  name: "images",
  label: { en: "Images", zh: "图片" },
  icon: "image",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
