import type { TableRow } from "../documents/table.ts";
import { columns, definePreset, from, options, ordered, row, text } from "./preset.ts";

const share = (of: string, cells: TableRow["cells"]) => row(cells, { discount: { logic: { "*": [{ var: "amount" }, of] } } });

export const discounts = definePreset(
  "discounts",
  {
    icon: "badge-percent",
    label: text("折扣", "Discounts"),
    description: text(
      "命中的优惠里取最大的一个；要叠加就把命中策略改成求和（C+）",
      "Of the discounts that apply the greatest counts; for discounts that add up, let the hit policy be the sum (C+)",
    ),
  },
  {
    hit: "C>",
    timezone: "Asia/Shanghai",
    currency: "CNY",
    inputs: columns({
      amount: { type: "money", label: text("金额", "Amount") },
      tags: {
        type: "set",
        label: text("客户标签", "Customer tags"),
        options: options({ new: ["新客", "New"], vip: ["贵宾", "VIP"], staff: ["员工", "Staff"] }),
      },
      coupon: { type: "text", label: text("优惠码", "Coupon") },
      weekday: { type: "weekday", label: text("星期", "Day of the week") },
    }),
    outputs: columns({ discount: { type: "money", label: text("优惠", "Discount") } }),
    rows: ordered({
      from_200: row({ amount: from("200.00") }, { discount: "20.00" }),
      from_500: row({ amount: from("500.00") }, { discount: "60.00" }),
      vip: share("0.05", { amount: { present: true }, tags: { hasAny: ["vip"] } }),
      staff: share("0.2", { amount: { present: true }, tags: { hasAny: ["staff"] } }),
      new_customer: row({ tags: { hasAny: ["new"] }, amount: from("30.00") }, { discount: "10.00" }),
      tuesday: share("0.1", { amount: { present: true }, weekday: { eq: 2 } }),
      coupon: row({ coupon: { eq: "WELCOME" }, amount: from("100.00") }, { discount: "25.00" }),
    }),
    default: { discount: "0" },
    examples: ordered({
      none: {
        label: text("没有优惠", "None"),
        facts: { amount: "199.99", tags: [], weekday: 3 },
        expect: { outputs: [{ discount: { currency: "CNY", minor: 0 } }], hits: [] },
      },
      greatest: {
        label: text("贵宾 5% 与满 200 减 20 取大者", "5% for a VIP or 20 off: the greater"),
        facts: { amount: "399.80", tags: ["vip"], weekday: 1 },
        expect: { outputs: [{ discount: { currency: "CNY", minor: 2000 } }] },
      },
      staff: {
        label: text("员工八折", "Staff: a fifth"),
        facts: { amount: "399.80", tags: ["staff", "vip"], weekday: 2 },
        expect: { outputs: [{ discount: { currency: "CNY", minor: 7996 } }] },
      },
      coupon: {
        label: text("优惠码", "A coupon"),
        facts: { amount: "200.00", coupon: "WELCOME", weekday: 7 },
        expect: { outputs: [{ discount: { currency: "CNY", minor: 2500 } }] },
      },
    }),
  },
);
