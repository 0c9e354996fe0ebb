import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const readImages = defineComponent({
  name: "read-images",
  label: { en: "Images, read only", zh: "图片，只读" },
  icon: "image",
  group: "display",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
