/** Documents of an implementer who uses every type of field at once: inspections with their findings, on sites, within projects. */

interface FieldOf {
  readonly label: { readonly en: string; readonly zh: string };
  readonly type: string;
  readonly required?: true;
  readonly indexed?: true;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly help?: { readonly en: string; readonly zh: string };
}

const field = (type: string, en: string, zh: string, more: Partial<FieldOf> = {}): FieldOf => ({ label: { en, zh }, type, ...more });
const fields = (all: Readonly<Record<string, FieldOf>>) =>
  Object.fromEntries(
    Object.entries(all).map(([name, each], place) => [name, { name, order: `a${place.toString(36).padStart(2, "0")}`, ...each }]),
  );
const option = (order: string, en: string, zh: string, tone?: string) => ({
  order,
  label: { en, zh },
  ...(tone === undefined ? {} : { tone }),
});

/** A field is called as its type; those of the system have names of their own. */
export const everyType = {
  text: field("text", "Title", "标题", { required: true }),
  auto_number: field("auto_number", "Number", "编号", { config: { mask: "I-{0000}" } }),
  master_detail: field("master_detail", "Project", "项目", { config: { object: "project" } }),
  reference: field("reference", "Site", "地点", { config: { object: "site" }, indexed: true }),
  look_through: field("look_through", "Site's region", "地点所在地区", { config: { reference: "reference", field: "region" } }),
  select: field("select", "Status", "状态", {
    config: {
      options: { open: option("a0", "Open", "待处理", "warning"), done: option("a1", "Done", "已完成", "success") },
    },
    indexed: true,
  }),
  multi_select: field("multi_select", "Areas", "检查范围", {
    config: {
      options: { fire: option("a0", "Fire safety", "消防"), food: option("a1", "Food", "食品"), power: option("a2", "Power", "用电") },
    },
  }),
  tags: field("tags", "Tags", "标签", { config: { suggestions: ["urgent", "repeat"] } }),
  user: field("user", "Inspector", "检查人"),
  date: field("date", "Day", "日期", { indexed: true }),
  time: field("time", "Time", "时间"),
  date_time: field("date_time", "Report due", "报告期限"),
  duration: field("duration", "Took", "用时"),
  boolean: field("boolean", "Announced", "事先通知"),
  rating: field("rating", "Rating", "评分"),
  number: field("number", "Visitors", "到场人数", { config: { min: 0 } }),
  decimal: field("decimal", "Temperature", "温度", { config: { scale: 1 }, help: { en: "Of the cold store, °C", zh: "冷库温度，°C" } }),
  percent: field("percent", "Score", "得分率"),
  money: field("money", "Fee", "费用", { config: { currency: "CNY" } }),
  colour: field("colour", "Badge colour", "标牌颜色"),
  email: field("email", "Email", "邮箱"),
  phone: field("phone", "Phone", "电话"),
  url: field("url", "Web page", "网页"),
  region: field("region", "Region", "地区", { config: { levels: 3, root: "CN" } }),
  address: field("address", "Address", "地址"),
  location: field("location", "Place", "位置"),
  multi_reference: field("multi_reference", "Other sites", "其他地点", { config: { object: "site" } }),
  polymorphic_reference: field("polymorphic_reference", "Ordered by", "委托方", { config: { objects: ["site", "project"] } }),
  tree: field("tree", "Follows", "上一次检查"),
  file: field("file", "Papers", "附件", { config: { maxFiles: 3, accept: ["text/*", "application/pdf", ".docx"] } }),
  image: field("image", "Photos", "照片", { config: { maxFiles: 3, sizes: [320] } }),
  signature: field("signature", "Signed by", "签名"),
  line_items: field("line_items", "Findings", "检查发现", { config: { object: "finding", by: "inspection" } }),
  roll_up: field("roll_up", "Cost of findings", "发现的费用合计", {
    config: { object: "finding", by: "inspection", fn: "sum", field: "amount" },
  }),
  formula: field("formula", "Cost per visitor", "人均费用", {
    config: {
      logic: {
        if: [{ ">": [{ var: "number" }, 0] }, { "dec.div": [{ var: "roll_up" }, { var: "number" }] }, null],
      },
      result: { type: "decimal", scale: 2 },
    },
  }),
  long_text: field("long_text", "Summary", "概要"),
  rich_text: field("rich_text", "Report", "报告"),
  markdown: field("markdown", "Notes", "备注"),
  code: field("code", "Query", "查询语句", { config: { language: "sql" } }),
  json: field("json", "Readings", "读数"),
  made_at: field("created_at", "Created", "创建时间"),
  made_by: field("created_by", "Created by", "创建人"),
  changed_at: field("updated_at", "Changed", "修改时间"),
  changed_by: field("updated_by", "Changed by", "修改人"),
} as const;

const all = { read: true, create: true, update: true, delete: true } as const;
const own = ["inspection", "finding", "site", "project"] as const;

/** "kind/name" → document. `role`: the role of whoever works with them, as it stands. */
export const everyTypeDocuments = (role: { readonly objects?: object; readonly apps?: object }): Readonly<Record<string, object>> => ({
  "object/project": {
    kind: "object",
    name: "project",
    label: { en: "Project", zh: "项目" },
    plural: { en: "Projects", zh: "项目" },
    titleField: "name",
    fields: fields({ name: field("text", "Name", "名称", { required: true }) }),
  },
  "object/site": {
    kind: "object",
    name: "site",
    label: { en: "Site", zh: "地点" },
    plural: { en: "Sites", zh: "地点" },
    titleField: "name",
    fields: fields({
      name: field("text", "Name", "名称", { required: true }),
      region: field("region", "Region", "地区", { config: { levels: 2, root: "CN" } }),
    }),
  },
  "object/finding": {
    kind: "object",
    name: "finding",
    label: { en: "Finding", zh: "检查发现" },
    plural: { en: "Findings", zh: "检查发现" },
    titleField: "what",
    fields: fields({
      inspection: field("master_detail", "Inspection", "检查", { config: { object: "inspection" } }),
      what: field("text", "What", "内容", { required: true }),
      severity: field("select", "Severity", "程度", {
        config: { options: { low: option("a0", "Low", "轻微"), high: option("a1", "High", "严重", "danger") } },
      }),
      count: field("number", "Count", "数量"),
      price: field("decimal", "Price", "单价", { config: { scale: 2 } }),
      amount: field("formula", "Amount", "金额", {
        config: { logic: { "dec.mul": [{ var: "count" }, { var: "price" }] }, result: { type: "decimal", scale: 2 } },
      }),
    }),
  },
  "object/inspection": {
    kind: "object",
    name: "inspection",
    label: { en: "Inspection", zh: "检查" },
    plural: { en: "Inspections", zh: "检查" },
    titleField: "text",
    fields: fields(everyType),
  },
  "app/inspections": {
    kind: "app",
    name: "inspections",
    label: { en: "Inspections", zh: "检查" },
    icon: "clipboard-list",
    items: {
      inspections: { order: "a0", object: "inspection", icon: "clipboard-list" },
      sites: { order: "a1", object: "site", icon: "store" },
      projects: { order: "a2", object: "project", icon: "folder" },
    },
  },
  "role/business": {
    ...role,
    objects: { ...role.objects, ...Object.fromEntries(own.map((name) => [name, all])) },
    apps: { ...role.apps, inspections: true },
  },
});
