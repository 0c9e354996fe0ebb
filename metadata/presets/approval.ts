import type { TableRow } from "../documents/table.ts";
import { between, columns, definePreset, from, options, ordered, row, text } from "./preset.ts";

const step = (level: number, approver: string, days: number, cells: TableRow["cells"]) => row(cells, { level, approver, days });

export const approval = definePreset(
  "approval_routing",
  {
    icon: "stamp",
    label: text("审批路由", "Approval routing"),
    description: text(
      "一张单要经过谁批：每行一级，命中的行按顺序就是审批链",
      "Who approves a request: each row is a level, and the rows that hit are the way it goes, in their order",
    ),
  },
  {
    hit: "R",
    currency: "CNY",
    inputs: columns({
      kind: {
        type: "enum",
        label: text("类型", "Kind"),
        options: options({ expense: ["报销", "Expense"], purchase: ["采购", "Purchase"], contract: ["合同", "Contract"] }),
      },
      department: {
        type: "enum",
        label: text("部门", "Department"),
        options: options({
          sales: ["销售", "Sales"],
          engineering: ["研发", "Engineering"],
          operations: ["运营", "Operations"],
          finance: ["财务", "Finance"],
        }),
      },
      amount: { type: "money", label: text("金额", "Amount") },
      budgeted: { type: "boolean", label: text("预算内", "Within the budget") },
    }),
    outputs: columns({
      level: { type: "number", label: text("级别", "Level") },
      approver: {
        type: "enum",
        label: text("审批人", "Approver"),
        options: options({
          nobody: ["免审", "Nobody"],
          manager: ["直属上级", "Manager"],
          department_head: ["部门负责人", "Head of department"],
          legal: ["法务", "Legal"],
          finance: ["财务", "Finance"],
          director: ["总经理", "Director"],
        }),
      },
      days: { type: "number", label: text("几天内", "Within days") },
    }),
    rows: ordered({
      manager: step(1, "manager", 2, { amount: from("200.00") }),
      head: step(2, "department_head", 2, { amount: from("5000.00") }),
      sales_head: step(2, "department_head", 2, { department: { eq: "sales" }, amount: between("2000.00", "5000.00") }),
      legal: step(3, "legal", 5, { kind: { eq: "contract" } }),
      finance: step(4, "finance", 3, { amount: from("20000.00"), department: { notIn: ["finance"] } }),
      over_budget: step(4, "finance", 3, {
        budgeted: { eq: false },
        amount: between("200.00", "20000.00"),
        department: { notIn: ["finance"] },
      }),
      director: step(5, "director", 5, { amount: from("100000.00") }),
    }),
    default: { level: 0, approver: "nobody", days: 0 },
    examples: ordered({
      small: {
        label: text("小额报销免审", "A small expense needs nobody"),
        facts: { kind: "expense", department: "engineering", amount: "199.99", budgeted: true },
        expect: { outputs: [{ level: 0, approver: "nobody", days: 0 }], hits: [] },
      },
      boundary: {
        label: text("正好 200 要上级批", "Exactly 200 needs the manager"),
        facts: { kind: "expense", department: "engineering", amount: "200.00", budgeted: true },
        expect: { hits: ["manager"] },
      },
      sales: {
        label: text("销售 2000 起要部门负责人", "Sales: the head from 2,000 on"),
        facts: { kind: "expense", department: "sales", amount: "2000.00", budgeted: true },
        expect: { hits: ["manager", "sales_head"] },
      },
      over_budget: {
        label: text("预算外加一级财务", "Beyond the budget: finance too"),
        facts: { kind: "purchase", department: "operations", amount: "800.00", budgeted: false },
        expect: { hits: ["manager", "over_budget"] },
      },
      contract: {
        label: text("大合同走完全程", "A large contract goes all the way"),
        facts: { kind: "contract", department: "engineering", amount: "100000.00", budgeted: true },
        expect: {
          outputs: [
            { level: 1, approver: "manager", days: 2 },
            { level: 2, approver: "department_head", days: 2 },
            { level: 3, approver: "legal", days: 5 },
            { level: 4, approver: "finance", days: 3 },
            { level: 5, approver: "director", days: 5 },
          ],
        },
      },
    }),
  },
);
