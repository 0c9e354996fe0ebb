import type { TableRow } from "../documents/table.ts";
import { between, columns, definePreset, options, ordered, row, text } from "./preset.ts";

const band = (tier: string, list: number | null, from: number | null, to: number | null, factor: string, cells: TableRow["cells"] = {}) =>
  row(
    { ...cells, quantity: between(from, to) },
    { tier, unit_price: { logic: { "*": [{ var: "list_price" }, factor] } }, ...(list === null ? {} : { free_units: list }) },
  );

export const priceBands = definePreset(
  "price_bands",
  {
    icon: "chart-bar-decreasing",
    label: text("阶梯价", "Price bands"),
    description: text(
      "按数量和客户等级定单价：档位互不重叠，重叠在发布前就会被指出",
      "The price of one by quantity and kind of customer: bands exclude each other, and what overlaps is told before it is published",
    ),
  },
  {
    hit: "U",
    currency: "CNY",
    inputs: columns({
      customer_kind: {
        type: "enum",
        label: text("客户等级", "Kind of customer"),
        options: options({ retail: ["零售", "Retail"], dealer: ["经销商", "Dealer"] }),
      },
      quantity: { type: "number", label: text("数量", "Quantity") },
      list_price: { type: "money", label: text("目录价", "List price") },
    }),
    outputs: columns({
      tier: { type: "text", label: text("档位", "Band") },
      unit_price: { type: "money", label: text("单价", "Price of one") },
      free_units: { type: "number", label: text("赠送", "Free units") },
    }),
    rows: ordered({
      retail_1: band("1–9", null, null, 10, "1", { customer_kind: { eq: "retail" } }),
      retail_10: band("10–99", null, 10, 100, "0.95", { customer_kind: { eq: "retail" } }),
      retail_100: band("100+", 2, 100, null, "0.9", { customer_kind: { eq: "retail" } }),
      dealer_1: band("1–99", null, null, 100, "0.8", { customer_kind: { eq: "dealer" } }),
      dealer_100: band("100+", 5, 100, null, "0.7", { customer_kind: { eq: "dealer" } }),
    }),
    examples: ordered({
      nine: {
        label: text("9 件按目录价", "Nine at the list price"),
        facts: { customer_kind: "retail", quantity: 9, list_price: "19.99" },
        expect: { outputs: [{ tier: "1–9", unit_price: { currency: "CNY", minor: 1999 } }] },
      },
      ten: {
        label: text("10 件 95 折，四舍五入到分", "Ten at 95%, to the cent"),
        facts: { customer_kind: "retail", quantity: 10, list_price: "19.99" },
        expect: { outputs: [{ tier: "10–99", unit_price: { currency: "CNY", minor: 1899 } }] },
      },
      dealer: {
        label: text("经销商 100 件 7 折并赠 5 件", "A dealer's hundred at 70%, and five for free"),
        facts: { customer_kind: "dealer", quantity: 100, list_price: "19.99" },
        expect: { outputs: [{ tier: "100+", unit_price: { currency: "CNY", minor: 1399 }, free_units: 5 }], hits: ["dealer_100"] },
      },
    }),
  },
);
