import { expect } from "@playwright/test";
import { call, type Tenant } from "./support.ts";

/** Sites with regions, and repairs at them that go through states: what the journeys of the data engine's screens stand on. */
const site = {
  kind: "object",
  name: "site",
  label: { en: "Site", zh: "站点" },
  plural: { en: "Sites", zh: "站点" },
  icon: "map-pin",
  titleField: "name",
  fields: {
    name: { name: "name", label: { en: "Name", zh: "名称" }, type: "text", order: "a0", required: true, indexed: true },
    district: {
      name: "district",
      label: { en: "Area", zh: "片区" },
      type: "select",
      order: "a1",
      indexed: true,
      config: {
        options: {
          north: { label: { en: "North", zh: "北区" }, order: "a0" },
          south: { label: { en: "South", zh: "南区" }, order: "a1" },
        },
      },
    },
    phone: { name: "phone", label: { en: "Phone", zh: "电话" }, type: "text", order: "a2" },
    open_cost: {
      name: "open_cost",
      label: { en: "Cost of repairs", zh: "维修费用" },
      type: "roll_up",
      order: "a3",
      config: { object: "repair", by: "site", fn: "sum", field: "cost" },
    },
  },
  duplicates: {
    same_name: {
      order: "a0",
      match: { name: "normalised" },
      act: "ask",
      message: { en: "A site with this name is known.", zh: "已有同名站点。" },
    },
  },
};

const option = (en: string, zh: string, order: string, tone: string) => ({ label: { en, zh }, order, tone });

const repair = {
  kind: "object",
  name: "repair",
  label: { en: "Repair", zh: "维修单" },
  plural: { en: "Repairs", zh: "维修单" },
  icon: "wrench",
  titleField: "subject",
  fields: {
    subject: { name: "subject", label: { en: "Subject", zh: "主题" }, type: "text", order: "a0", required: true, indexed: true },
    site: { name: "site", label: { en: "Site", zh: "站点" }, type: "reference", order: "a1", config: { object: "site" } },
    due: { name: "due", label: { en: "Due", zh: "截止日期" }, type: "date", order: "a2", indexed: true },
    status: {
      name: "status",
      label: { en: "Status", zh: "状态" },
      type: "select",
      order: "a3",
      required: true,
      indexed: true,
      default: "reported",
      config: {
        options: {
          reported: option("Reported", "已报修", "a0", "warning"),
          under_way: option("Under way", "维修中", "a1", "info"),
          done: option("Done", "已完成", "a2", "success"),
          written_off: option("Written off", "已报废", "a3", "neutral"),
        },
      },
    },
    assignee: { name: "assignee", label: { en: "Assignee", zh: "负责人" }, type: "user", order: "a4", indexed: true },
    cost: { name: "cost", label: { en: "Cost", zh: "费用" }, type: "money", order: "a5", config: { currency: "CNY" } },
    cause: {
      name: "cause",
      label: { en: "Cause", zh: "原因" },
      type: "text",
      order: "a6",
      visible: { "!==": [{ var: "status" }, "reported"] },
      requiredWhen: { "===": [{ var: "status" }, "done"] },
    },
  },
  states: {
    field: "status",
    initial: ["reported"],
    transitions: {
      start: { order: "a0", label: { en: "Start work", zh: "开始维修" }, from: ["reported"], to: "under_way" },
      finish: { order: "a1", label: { en: "Finish", zh: "完成" }, from: ["under_way"], to: "done", when: { "!!": [{ var: "cause" }] } },
      reopen: { order: "a2", label: { en: "Reopen", zh: "重新打开" }, from: ["done"], to: "under_way" },
      write_off: { order: "a3", label: { en: "Write off", zh: "报废" }, to: "written_off", roles: { implementer: true } },
    },
  },
};

const app = {
  kind: "app",
  name: "repairs",
  label: { en: "Repairs", zh: "维修" },
  icon: "wrench",
  items: {
    repairs: { order: "a0", object: "repair", icon: "wrench" },
    sites: { order: "a1", object: "site", icon: "map-pin" },
  },
};

const all = { read: true, create: true, update: true, delete: true };

/** Publishes them for everybody who uses the tenant's apps; → the revision from before, to go back to. */
export async function publishRepairs(tenant: Tenant): Promise<number> {
  const before = (await call<{ revision: number }>(tenant, "implementer", "GET", "/metadata")).body.revision;
  const role = (await call<{ objects?: object; apps?: object }>(tenant, "implementer", "GET", "/metadata/role/business")).body;
  const draft = (await call<{ id: string }>(tenant, "implementer", "POST", "/drafts", {})).body.id;
  const business = {
    ...role,
    objects: { ...role.objects, site: all, repair: all },
    apps: { ...role.apps, repairs: true },
  };
  for (const document of [site, repair, app, business] as { kind: string; name: string }[]) {
    const put = await call(tenant, "implementer", "PUT", `/drafts/${draft}/documents/${document.kind}/${document.name}`, document);
    expect(put.status, JSON.stringify(put.body)).toBeLessThan(300);
  }
  const published = await call(tenant, "implementer", "POST", `/drafts/${draft}/publish`, {});
  expect(published.status, JSON.stringify(published.body)).toBeLessThan(300);
  return before;
}

export async function make<Body extends { id: string }>(tenant: Tenant, object: string, values: Record<string, unknown>): Promise<Body> {
  const { status, body } = await call<Body>(tenant, "business", "POST", `/objects/${object}/records?allowDuplicates=true`, values);
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
}
