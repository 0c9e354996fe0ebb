import { testDatabase, testSecret, type TestDatabase } from "#db/testing";
import type { Document, Result } from "#metadata";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Actor } from "../actor.ts";
import { diffDraft, openDraft, publishDraft, readDraftDocument, readDraftDocuments } from "../drafts/index.ts";
import { testLanguage } from "../drafts/testing-platform.ts";
import { createEffectives } from "../effective/effectives.ts";
import { install, member, standOn } from "../jobs/jobs.testing.ts";
import type { Platform } from "../platform.ts";
import { createRecords } from "../records/commands.ts";
import { getRecord, listRecords } from "../records/run.ts";
import { must } from "../must.testing.ts";
import { rename, usesOf } from "./rename.ts";

let t: TestDatabase;
let platform: Platform;

beforeAll(async () => {
  t = await testDatabase();
  ({ platform } = standOn(t.db, testSecret, undefined, { language: testLanguage, effectives: createEffectives(t.db, testLanguage) }));
});
afterAll(() => t.drop());

const codes = (result: Result<unknown>) => (result.ok ? [] : result.problems.map(({ code }) => code));

const text = (name: string, order: string) => ({ name, label: name, type: "text", order });

/** Everything that names a field or an object in a way of its own. */
const documents = [
  {
    kind: "object",
    id: "buyer",
    name: "buyer",
    label: "Buyer",
    titleField: "title",
    fields: {
      title: text("title", "a0"),
      region: { ...text("region", "a1"), indexed: true },
      count: {
        name: "deals",
        label: "Deals",
        type: "roll_up",
        config: { object: "deal", by: "buyer", fn: "sum", field: "amount", filter: { "==": [{ var: "stage" }, "won"] } },
        order: "a2",
      },
    },
    search: { title: true },
  },
  {
    kind: "object",
    id: "deal",
    name: "deal",
    label: "Deal",
    titleField: "title",
    fields: {
      title: text("title", "a0"),
      stage: {
        name: "stage",
        label: "Stage",
        type: "select",
        config: { options: { open: { label: "Open", order: "a0" }, won: { label: "Won", order: "a1" } } },
        order: "a1",
      },
      buyer: { name: "buyer", label: "Buyer", type: "reference", config: { object: "buyer" }, order: "a2" },
      parties: { name: "parties", label: "Parties", type: "multi_reference", config: { object: "buyer" }, order: "a3" },
      amount: { name: "amount", label: "Amount", type: "number", order: "a4" },
      twice: {
        name: "twice",
        label: "Twice",
        type: "formula",
        config: { logic: { "*": [{ var: "amount" }, 2] }, result: { type: "number" } },
        order: "a5",
      },
      where: { name: "where", label: "Where", type: "look_through", config: { reference: "buyer", field: "region" }, order: "a6" },
      note: {
        ...text("note", "a7"),
        visible: { "==": [{ var: "buyer.region" }, "south"] },
        requiredWhen: { ">": [{ var: ["amount", 0] }, 10] },
      },
    },
    validations: {
      v: { order: "a0", rule: { or: [{ "!": [{ var: "amount" }] }, { ">=": [{ var: "amount" }, 0] }] }, message: "no", field: "amount" },
    },
    uniques: { u: { order: "a0", fields: ["title", "stage"] } },
    duplicates: { d: { order: "a0", match: { title: "normalised", amount: "exact" }, act: "ask" } },
    states: { field: "stage", transitions: { t: { order: "a0", from: ["open"], to: "won", when: { ">": [{ var: "amount" }, 0] } } } },
  },
  {
    kind: "form",
    id: "deal",
    name: "deal",
    label: "Deal",
    object: "deal",
    nodes: { a: { component: "text-input", order: "a0", props: { field: "title" }, visible: { ">": [{ var: "amount" }, 1] } } },
  },
  {
    kind: "view",
    id: "deals",
    name: "deals",
    label: "Deals",
    object: "deal",
    columns: { a: { field: "amount", order: "a0" }, b: { field: "buyer", order: "a1" } },
    sort: "-amount,title",
    filter: { and: [{ ">": [{ var: "amount" }, 1] }, { "==": [{ var: "buyer.region" }, "south"] }] },
  },
  { kind: "app", id: "sales", name: "sales", label: "Sales", items: { a: { object: "deal", order: "a0" } } },
  {
    kind: "role",
    id: "all",
    name: "all",
    label: "All",
    apps: { sales: true },
    objects: {
      deal: {
        read: true,
        create: true,
        update: true,
        delete: true,
        hidden: {},
        writable: { amount: true, title: true, buyer: true, stage: true },
        rows: { "==": [{ var: "buyer.region" }, "south"] },
      },
      buyer: { read: true, create: true, update: true },
    },
  },
] as unknown as Document[];

async function house() {
  const tenant = await t.tenant();
  await install(platform, tenant, documents);
  const actor: Actor = await member(t.db, tenant, "all", "implementer");
  return { tenant, actor };
}
const begun = async (actor: Actor) => must(await openDraft(platform, actor)).id;

describe("a rename", () => {
  it("of a field goes to everything that names it, and its values with it", async () => {
    const { actor } = await house();
    const [buyer] = must(await createRecords(platform, actor, "buyer", [{ title: "b", region: "south" }]));
    const [deal] = must(await createRecords(platform, actor, "deal", [{ title: "d", amount: 5, buyer: buyer!.id, stage: "open" }]));
    const draft = await begun(actor);
    const uses = must(await usesOf(platform, actor, draft, { object: "deal", field: "amount" }));
    expect(uses.records).toBe(1);
    expect(uses.users.map(({ kind, name, path }) => `${kind} ${name} ${path}`)).toEqual(
      expect.arrayContaining([
        "object buyer /fields/count/config/field",
        "object deal /fields/twice/config/logic/*/0/var",
        "object deal /fields/note/requiredWhen/>/0/var/0",
        "object deal /validations/v/field",
        "object deal /duplicates/d/match/amount",
        "object deal /states/transitions/t/when/>/0/var",
        "form deal /nodes/a/visible/>/0/var",
        "view deals /columns/a/field",
        "view deals /sort",
        "view deals /filter/and/0/>/0/var",
        "role all /objects/deal/writable/amount",
      ]),
    );
    const renamed = must(await rename(platform, actor, draft, { object: "deal", field: "amount" }, "worth"));
    expect(renamed.changed.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      "form deal",
      "object buyer",
      "object deal",
      "role all",
      "view deals",
    ]);
    expect(must(await usesOf(platform, actor, draft, { object: "deal", field: "worth" })).users).toHaveLength(uses.users.length);
    expect(must(await diffDraft(platform, actor, draft)).problems).toEqual([]);
    expect(must(await readDraftDocument(platform, actor, draft, "view", "deals"))).toMatchObject({ sort: "-worth,title" });
    must(await publishDraft(platform, actor, draft));
    expect(must(await getRecord(platform, actor, "deal", deal!.id))).toMatchObject({ worth: 5, twice: 10 });
  });

  it("of a field goes along references from other objects", async () => {
    const { actor } = await house();
    const draft = await begun(actor);
    must(await rename(platform, actor, draft, { object: "buyer", field: "region" }, "area"));
    expect(must(await diffDraft(platform, actor, draft)).problems).toEqual([]);
    const all = JSON.stringify(
      must(await readDraftDocuments(platform, actor, draft)).filter(({ name }) => ["deal", "deals", "all"].includes(name)),
    );
    expect(all).not.toContain("buyer.region");
    expect(all.match(/buyer\.area/g)).toHaveLength(3);
    expect(must(await readDraftDocument(platform, actor, draft, "object", "deal"))).toMatchObject({
      fields: { where: { config: { reference: "buyer", field: "area" } } },
    });
  });

  it("of an object goes to everything that names it, and its records with it", async () => {
    const { actor } = await house();
    const [buyer] = must(await createRecords(platform, actor, "buyer", [{ title: "b", region: "south" }]));
    must(await createRecords(platform, actor, "deal", [{ title: "d", amount: 5, buyer: buyer!.id, stage: "open" }]));
    const draft = await begun(actor);
    must(await rename(platform, actor, draft, { object: "deal" }, "sale"));
    must(await rename(platform, actor, draft, { object: "buyer" }, "customer"));
    expect(must(await diffDraft(platform, actor, draft)).problems).toEqual([]);
    must(await publishDraft(platform, actor, draft));
    const page = must(await listRecords(platform, actor, "sale", { filter: { "==": [{ var: "buyer.region" }, "south"] } }));
    expect(page.data).toEqual([expect.objectContaining({ title: "d", where: "south" })]);
    expect(must(await getRecord(platform, actor, "customer", buyer!.id))).toMatchObject({ title: "b" });
    expect((await platform.effectives.get(actor.tenantId)).documents.role.get("all")!.objects).toMatchObject({
      sale: { read: true },
      customer: { read: true },
    });
  });

  it("refuses a name that is taken or is none, and what is not there", async () => {
    const { actor } = await house();
    const draft = await begun(actor);
    expect(codes(await rename(platform, actor, draft, { object: "deal", field: "amount" }, "title"))).toEqual(["name_taken"]);
    expect(codes(await rename(platform, actor, draft, { object: "deal" }, "buyer"))).toEqual(["name_taken"]);
    expect(codes(await rename(platform, actor, draft, { object: "deal", field: "amount" }, "No Name"))).toEqual(["invalid"]);
    expect(codes(await rename(platform, actor, draft, { object: "deal", field: "created_at" }, "made"))).toEqual(["not_found"]);
    expect(codes(await rename(platform, actor, draft, { object: "deal", field: "amount" }, "version"))).toEqual(["name_taken"]);
  });
});
