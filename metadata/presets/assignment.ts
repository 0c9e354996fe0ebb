import { columns, definePreset, from, options, ordered, row, text } from "./preset.ts";

export const assignment = definePreset(
  "assignment",
  {
    icon: "users-round",
    label: text("分派", "Assignment"),
    description: text(
      "来的客户、工单归谁：先看规则找到一组人，组内轮流，不在的人跳过",
      "Whose a lead or a request becomes: the rows find a group of people, who take turns; whoever is away is passed by",
    ),
  },
  {
    hit: "F",
    timezone: "Asia/Shanghai",
    currency: "CNY",
    inputs: columns({
      region: {
        type: "enum",
        label: text("大区", "Region"),
        options: options({ north: ["华北", "North"], east: ["华东", "East"], south: ["华南", "South"], abroad: ["海外", "Abroad"] }),
      },
      product: {
        type: "enum",
        label: text("产品", "Product"),
        options: options({ standard: ["标准版", "Standard"], enterprise: ["企业版", "Enterprise"] }),
      },
      value: { type: "money", label: text("预计金额", "Expected value") },
      weekday: { type: "weekday", label: text("星期", "Day of the week") },
      away: { type: "set", label: text("不在的人", "Who is away") },
      turn: { type: "number", label: text("第几次", "Turn") },
    }),
    outputs: columns({
      team: {
        type: "enum",
        label: text("团队", "Team"),
        options: options({ sales: ["销售", "Sales"], key_accounts: ["大客户", "Key accounts"], on_duty: ["值班", "On duty"] }),
      },
      people: { type: "text", list: true, label: text("轮流的人", "People who take turns") },
      person: { type: "text", label: text("归谁", "Person") },
    }),
    rows: ordered({
      key_account: row(
        { value: from("500000.00") },
        { team: "key_accounts", person: "head_of_key_accounts" },
        "大单直接给负责人 · large ones go to one person",
      ),
      weekend: row({ weekday: { in: [6, 7] } }, { team: "on_duty", people: ["duty_1", "duty_2"], person: "head_of_sales" }),
      enterprise: row(
        { product: { eq: "enterprise" } },
        { team: "key_accounts", people: ["enterprise_1", "enterprise_2", "enterprise_3"], person: "head_of_key_accounts" },
      ),
      north: row({ region: { eq: "north" } }, { team: "sales", people: ["north_1", "north_2"], person: "head_of_sales" }),
      south_and_east: row(
        { region: { in: ["south", "east"] } },
        { team: "sales", people: ["south_1", "south_2", "east_1", "east_2"], person: "head_of_sales" },
      ),
    }),
    default: { team: "sales", person: "head_of_sales" },
    rotation: { among: "people", to: "person", turn: "turn", away: "away" },
    examples: ordered({
      first: {
        label: text("华北第一单", "The first of the north"),
        facts: { region: "north", product: "standard", value: "8000.00", weekday: 2, turn: 0 },
        expect: { outputs: [{ team: "sales", people: ["north_1", "north_2"], person: "north_1" }], hits: ["north"] },
      },
      second: {
        label: text("华北第二单轮到下一个人", "The second goes to the next"),
        facts: { region: "north", product: "standard", value: "8000.00", weekday: 2, turn: 1 },
        expect: { outputs: [{ team: "sales", people: ["north_1", "north_2"], person: "north_2" }] },
      },
      somebody_away: {
        label: text("有人不在就跳过", "Whoever is away is passed by"),
        facts: { region: "south", value: "8000.00", weekday: 3, turn: 1, away: ["south_2"] },
        expect: { outputs: [{ team: "sales", people: ["south_1", "south_2", "east_1", "east_2"], person: "east_1" }] },
      },
      nobody_there: {
        label: text("周末没人值班，归销售负责人", "Nobody on duty at the weekend: the head of sales"),
        facts: { region: "north", weekday: 7, turn: 4, away: ["duty_1", "duty_2"] },
        expect: { outputs: [{ team: "on_duty", people: ["duty_1", "duty_2"], person: "head_of_sales" }] },
      },
      large: {
        label: text("大单不轮流", "Large ones take no turns"),
        facts: { region: "east", value: "500000.00", weekday: 6, turn: 0 },
        expect: { outputs: [{ team: "key_accounts", person: "head_of_key_accounts" }], hits: ["key_account"] },
      },
      elsewhere: {
        label: text("没有规则的大区", "A region without a row"),
        facts: { region: "abroad", weekday: 1 },
        expect: { outputs: [{ team: "sales", person: "head_of_sales" }], hits: [] },
      },
    }),
  },
);
