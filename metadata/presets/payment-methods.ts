import type { Capability, TableRow } from "../documents/table.ts";
import { between, columns, definePreset, from, options, ordered, row, text } from "./preset.ts";

const euro = ["AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "NL", "PT"];
const inChina: Capability = { countries: ["CN"], currencies: ["CNY"], channels: ["app", "web", "mini_program", "pos", "table_code"] };

/** A share of the amount, exact and rounded half up to the minor unit; nothing while the amount is not known. */
const shareOfAmount = (share: string) => ({
  logic: { if: [{ "!==": [{ var: "amount" }, null] }, { "*": [{ var: "amount" }, share] }, null] },
});
const show = (method: string, rank: number, terms: TableRow["out"] = {}, cells: TableRow["cells"] = {}) =>
  row(cells, { method, rank, ...terms });
const hide = (method: string, reason: string, cells: TableRow["cells"], note?: string) => row(cells, { method, show: false, reason }, note);

export const paymentMethods = definePreset(
  "payment_methods",
  {
    icon: "wallet",
    label: text("支付方式", "Payment methods"),
    description: text(
      "顾客能用哪些支付方式、按什么顺序、收多少手续费或减多少：先看能力，再看隐藏规则，然后排序、分流，最后兜底",
      "Which payment methods a customer is offered, in which order and on which terms: what each can do, then the rows that hide, then order, a split of customers, and something to fall back on",
    ),
  },
  {
    hit: "C",
    timezone: "Asia/Shanghai",
    currency: "CNY",
    inputs: columns({
      billing_country: { type: "text", label: text("账单国家", "Billing country") },
      shipping_country: { type: "text", label: text("收货国家", "Shipping country") },
      currency: { type: "text", label: text("币种", "Currency") },
      amount: { type: "money", label: text("金额（折合人民币）", "Amount, in CNY") },
      channel: {
        type: "enum",
        label: text("渠道", "Channel"),
        options: options({
          app: "App",
          web: ["网页", "Web"],
          mini_program: ["小程序", "Mini program"],
          pos: ["收银台", "Till"],
          table_code: ["桌码", "Table code"],
        }),
      },
      categories: {
        type: "set",
        label: text("购物车类目", "Cart categories"),
        options: options({
          food: ["食品", "Food"],
          alcohol: ["酒类", "Alcohol"],
          gift_card: ["礼品卡", "Gift cards"],
          subscription: ["订阅", "Subscriptions"],
          other: ["其他", "Other"],
        }),
      },
      tags: {
        type: "set",
        label: text("顾客标签", "Customer tags"),
        options: options({ new: ["新客", "New"], vip: ["贵宾", "VIP"], risky: ["有风险", "Risky"], company: ["企业", "Company"] }),
      },
      orders_today: { type: "number", label: text("顾客今日订单数", "Orders of the customer today") },
      customer: { type: "text", personal: true, label: text("顾客", "Customer") },
      needs: {
        type: "set",
        label: text("须支持", "Must offer"),
        options: options({
          recurring: ["周期扣款", "Recurring"],
          instalments: ["分期", "Instalments"],
          manual_capture: ["手动请款", "Manual capture"],
        }),
      },
    }),
    outputs: columns({
      method: {
        type: "enum",
        label: text("支付方式", "Payment method"),
        options: options({
          wechat_pay: ["微信支付", "WeChat Pay"],
          alipay: ["支付宝", "Alipay"],
          unionpay: ["银联", "UnionPay"],
          cash: ["现金", "Cash"],
          card: ["信用卡", "Credit card"],
          apple_pay: "Apple Pay",
          paypal: "PayPal",
          ideal: "iDEAL",
          klarna: "Klarna",
          sepa_debit: ["SEPA 直接扣款", "SEPA direct debit"],
        }),
      },
      show: { type: "boolean", label: text("展示", "Show") },
      reason: {
        type: "enum",
        label: text("隐藏原因", "Reason"),
        options: options({
          category_excluded: ["购物车里有不能这样支付的商品", "The cart holds something that cannot be paid this way"],
          customer_risk: ["该顾客暂不能用这种方式", "Not for this customer at present"],
          address_mismatch: ["账单国家与收货国家不同", "Billing and shipping country differ"],
          daily_limit: ["今日次数已用完", "The limit of the day is reached"],
          too_little: ["金额太小，不值得收手续费", "The amount is too small for its fee"],
        }),
      },
      rank: { type: "number", label: text("顺序", "Rank") },
      surcharge: { type: "money", label: text("手续费", "Surcharge") },
      discount: { type: "money", label: text("立减", "Discount") },
    }),
    rows: ordered({
      wechat_pay: show("wechat_pay", 10),
      alipay: show("alipay", 20),
      alipay_first_order: {
        ...show("alipay", 15, { discount: "5.00" }, { tags: { hasAny: ["new"] }, amount: from("50.00") }),
        note: "新客满 50 减 5 · 5 off the first order from 50 on",
      },
      unionpay: show("unionpay", 30),
      cash: show("cash", 40),
      card: show("card", 50, { surcharge: shareOfAmount("0.008") }),
      card_for_companies: show("card", 45, {}, { tags: { hasAny: ["company"] } }),
      apple_pay: show("apple_pay", 60),
      ideal: show("ideal", 70),
      paypal: show("paypal", 80, { surcharge: shareOfAmount("0.034") }),
      klarna: show("klarna", 90),
      sepa_debit: show("sepa_debit", 100),
      klarna_no_alcohol: hide("klarna", "category_excluded", { categories: { hasAny: ["alcohol", "gift_card"] } }),
      paypal_no_gift_cards: hide("paypal", "category_excluded", { categories: { hasAny: ["gift_card"] } }),
      klarna_risk: hide("klarna", "customer_risk", { tags: { hasAny: ["risky"] } }),
      sepa_risk: hide("sepa_debit", "customer_risk", { tags: { hasAny: ["risky", "new"] } }, "到账慢，可撤回 · slow, and can be recalled"),
      klarna_address: hide("klarna", "address_mismatch", {
        billing_country: { present: true },
        shipping_country: {
          logic: {
            and: [{ "!==": [{ var: "shipping_country" }, null] }, { "!==": [{ var: "shipping_country" }, { var: "billing_country" }] }],
          },
        },
      }),
      klarna_daily: hide("klarna", "daily_limit", { orders_today: from(2) }),
      cash_daily: hide("cash", "daily_limit", { orders_today: from(10) }),
      card_too_little: hide("card", "too_little", { amount: between(null, "1.00") }),
    }),
    routing: {
      option: "method",
      show: "show",
      reason: "reason",
      rank: "rank",
      facts: { country: "billing_country", currency: "currency", channel: "channel", amount: "amount", needs: "needs" },
      capabilities: {
        wechat_pay: { ...inChina, limits: { CNY: { min: "0.01", max: "50000" } }, offers: ["recurring"] },
        alipay: { ...inChina, limits: { CNY: { min: "0.01", max: "50000" } }, offers: ["recurring"] },
        unionpay: { ...inChina, limits: { CNY: { min: "0.01", max: "1000000" } } },
        cash: { channels: ["pos"], limits: { CNY: { max: "2000" } } },
        card: {
          countries: ["CN", "GB", "HK", "JP", "SE", "SG", "US", ...euro],
          currencies: ["CNY", "EUR", "GBP", "HKD", "JPY", "SEK", "SGD", "USD"],
          channels: ["app", "web", "pos"],
          offers: ["recurring", "instalments", "manual_capture"],
        },
        apple_pay: {
          countries: ["CN", "GB", "HK", "JP", "SE", "SG", "US", ...euro],
          currencies: ["CNY", "EUR", "GBP", "HKD", "JPY", "SEK", "SGD", "USD"],
          channels: ["app", "web"],
          offers: ["recurring", "manual_capture"],
        },
        paypal: {
          countries: ["DE", "ES", "FR", "GB", "HK", "IT", "NL", "SE", "SG", "US"],
          currencies: ["EUR", "GBP", "HKD", "SEK", "SGD", "USD"],
          channels: ["app", "web"],
          offers: ["recurring", "manual_capture"],
        },
        ideal: { countries: ["NL"], currencies: ["EUR"], channels: ["app", "web"] },
        klarna: {
          countries: ["AT", "BE", "DE", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "PT", "SE", "US"],
          currencies: ["EUR", "GBP", "SEK", "USD"],
          channels: ["app", "web"],
          offers: ["instalments", "manual_capture"],
        },
        sepa_debit: { countries: euro, currencies: ["EUR"], channels: ["app", "web"], offers: ["recurring"] },
      },
      split: {
        key: "customer",
        salt: "first_wallet",
        arms: ordered({
          alipay_first: { weight: 20, options: ["alipay", "wechat_pay"] },
          as_ranked: { weight: 80, options: ["wechat_pay", "alipay"] },
        }),
      },
      fallback: ["card", "unionpay", "cash"],
    },
    examples: ordered({
      mini_program: {
        label: text("小程序里的人民币订单", "An order in the mini program"),
        facts: { billing_country: "CN", currency: "CNY", amount: "88.00", channel: "mini_program" },
        expect: { options: ["wechat_pay", "alipay", "unionpay"], hits: ["wechat_pay", "alipay", "unionpay"] },
      },
      first_order: {
        label: text("新客满 50 减 5", "5 off the first order"),
        facts: { billing_country: "CN", currency: "CNY", amount: "50.00", channel: "table_code", tags: ["new"] },
        expect: {
          outputs: [
            { method: "wechat_pay", rank: 10 },
            { method: "alipay", rank: 15, discount: { currency: "CNY", minor: 500 } },
            { method: "unionpay", rank: 30 },
          ],
        },
      },
      card_fee: {
        label: text("信用卡收 0.8%，四舍五入到分", "Cards cost 0.8%, to the cent"),
        facts: { billing_country: "US", currency: "USD", amount: "19.99", channel: "app", needs: ["instalments"], tags: ["risky"] },
        expect: { outputs: [{ method: "card", rank: 50, surcharge: { currency: "CNY", minor: 16 } }] },
      },
      company_card: {
        label: text("企业顾客刷卡免手续费", "Companies pay by card without a fee"),
        facts: { billing_country: "CN", currency: "CNY", amount: "100.00", channel: "pos", tags: ["company"], needs: ["manual_capture"] },
        expect: { options: ["card"], hits: ["card_for_companies"] },
      },
      dutch: {
        label: text("荷兰网页订单", "A Dutch order on the web"),
        facts: { billing_country: "NL", shipping_country: "NL", currency: "EUR", amount: "300.00", channel: "web", categories: ["food"] },
        expect: { options: ["card", "apple_pay", "ideal", "paypal", "klarna", "sepa_debit"] },
      },
      dutch_abroad: {
        label: text(
          "寄往他国的礼品卡：隐藏 Klarna、PayPal 与直接扣款",
          "Gift cards, sent abroad, of a new customer: no Klarna, PayPal or direct debit",
        ),
        facts: {
          billing_country: "NL",
          shipping_country: "BE",
          currency: "EUR",
          amount: "300.00",
          channel: "web",
          categories: ["gift_card"],
          tags: ["new"],
        },
        expect: { options: ["card", "apple_pay", "ideal"] },
      },
      till: {
        label: text("收银台大额：现金超出限额", "A large amount at the till: beyond cash"),
        facts: { billing_country: "CN", currency: "CNY", amount: "2000.01", channel: "pos" },
        expect: { options: ["wechat_pay", "alipay", "unionpay", "card"] },
      },
      busy_customer: {
        label: text("今日第 11 单：不收现金", "The eleventh order of the day: no cash"),
        facts: { billing_country: "CN", currency: "CNY", amount: "20.00", channel: "pos", orders_today: 10 },
        expect: { options: ["wechat_pay", "alipay", "unionpay", "card"] },
      },
    }),
  },
);
