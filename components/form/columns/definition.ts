import * as z from "zod";
import { defineComponent, setting } from "#metadata";

/** What is inside stands side by side from 640 px, one below the other before. */
export const columns = defineComponent({
  name: "columns",
  label: { en: "Columns", zh: "分栏" },
  icon: "columns-2",
  group: "layout",
  on: ["form", "page"],
  container: true,
  props: z.strictObject({
    count: setting(z.enum(["2", "3"]).optional(), { en: "Number", zh: "栏数" }),
    widths: setting(
      z.enum(["equal", "main-side"]).optional(),
      { en: "Widths", zh: "宽度" },
      { en: "Main and side: the last is 376 px wide", zh: "主次：最后一栏宽 376 像素" },
    ),
  }),
});
