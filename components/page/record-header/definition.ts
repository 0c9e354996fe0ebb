import * as z from "zod";
import { defineComponent, nameSchema, setting } from "#metadata";
import { picks } from "../../form/bound-props.ts";

/** Name, status and the values that matter, at the top of a record's page. */
export const recordHeader = defineComponent({
  name: "record-header",
  label: { en: "Highlights", zh: "要点" },
  icon: "panel-top",
  group: "data",
  on: ["page"],
  props: z.strictObject({
    status: picks("field", setting(nameSchema.optional(), { en: "Status field", zh: "状态字段" })),
    fields: setting(
      z.array(picks("field", nameSchema)).max(8).optional(),
      { en: "Fields", zh: "字段" },
      { en: "The first is shown large", zh: "第一个放大显示" },
    ),
    pay: picks(
      "page",
      setting(nameSchema.optional(), { en: "Customer page", zh: "顾客页面" }, { en: "Offers a link to this page", zh: "提供此页面的链接" }),
    ),
  }),
});
