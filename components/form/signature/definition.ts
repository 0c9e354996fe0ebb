import * as z from "zod";
import { defineComponent } from "#metadata";
import { boundProps } from "../bound-props.ts";

export const signature = defineComponent({
  name: "signature",
  label: { en: "Signature", zh: "签名" },
  icon: "signature",
  group: "input",
  on: ["form"],
  bound: true,
  props: z.strictObject({ ...boundProps }),
});
