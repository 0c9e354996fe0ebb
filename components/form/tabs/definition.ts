import * as z from "zod";
import { defineComponent } from "#metadata";

/** Each thing inside is a tab under its own title. */
export const tabs = defineComponent({
  name: "tabs",
  label: { en: "Tabs", zh: "标签页" },
  icon: "layout-panel-left",
  group: "layout",
  on: ["form", "page"],
  container: true,
  props: z.strictObject({}),
});
