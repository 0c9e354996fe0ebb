import * as z from "zod";
import { defineComponent, nameSchema, setting, textSchema } from "#metadata";
import { picks } from "../../form/bound-props.ts";

/** A customer chooses one of what the rule offers, each with its price, before the time runs out. Only on pages opened by a link. */
export const orderPayment = defineComponent({
  name: "order-payment",
  label: { en: "Payment choice", zh: "支付选择" },
  icon: "wallet",
  group: "data",
  on: ["page"],
  props: z.strictObject({
    field: picks("field", setting(nameSchema, { en: "Choice field", zh: "选择字段" })),
    amount: picks("field", setting(nameSchema, { en: "Amount field", zh: "金额字段" })),
    number: picks("field", setting(nameSchema.optional(), { en: "Number field", zh: "编号字段" })),
    store: picks("field", setting(nameSchema.optional(), { en: "Store field", zh: "门店字段" })),
    status: picks("field", setting(nameSchema.optional(), { en: "Status field", zh: "状态字段" })),
    paid: picks("field", setting(nameSchema.optional(), { en: "Paid amount field", zh: "实付字段" })),
    price: setting(
      nameSchema.optional(),
      { en: "Price function", zh: "计价函数" },
      { en: "Of the amount and the choice; absent: the amount", zh: "按金额和选项计价；留空则为应付金额" },
    ),
    title: setting(textSchema.optional(), { en: "Title", zh: "标题" }),
  }),
});
