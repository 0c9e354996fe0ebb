import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase, type TestDatabase } from "#db/testing";
import type { Json } from "#metadata";
import { createRecords, deleteRecord, restoreRecord, updateRecord } from "../records/commands.ts";
import { listRecords } from "../records/run.ts";
import { actorOf, effectiveOf, objectOf, platformOf, roleOf } from "../records/testing.ts";
import { fold, gramSeed, needleGrams } from "./grams.ts";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.drop());

const shop = objectOf(
  "shop",
  {
    name: { type: "text" },
    note: { type: "long_text" },
    secret: { type: "text" },
    tags: { type: "tags" },
    story: { type: "rich_text" },
    size: { type: "number" },
  },
  { titleField: "name" },
);
const documents = [
  shop,
  roleOf("clerk", { shop: { read: true, hidden: { secret: true } } } as never),
  roleOf("north", { shop: { read: true, rows: { "===": [{ var: "size" }, 1] } } } as never),
];

function tenant() {
  const tenantId = randomUUID();
  const effective = effectiveOf(tenantId, documents);
  const platform = platformOf(t, effective);
  const actor = actorOf(tenantId);
  const names = async (q: string, who = actor) => {
    const page = await listRecords(platform, who, "shop", { q });
    if (!page.ok) throw new Error(JSON.stringify(page.problems));
    return page.value.data.map((record) => record["name"]).sort();
  };
  const make = async (...records: Record<string, Json>[]) => {
    const made = await createRecords(platform, actor, "shop", records);
    if (!made.ok) throw new Error(JSON.stringify(made.problems));
    return made.value as readonly { id: string }[];
  };
  return { tenantId, effective, platform, actor, names, make };
}

describe("what is found", () => {
  test("Chinese, parts of words, sounds and first letters, all words of a search in whichever field", async () => {
    const { names, make } = tenant();
    await make(
      { name: "支付宝", note: "Alipay wallet, ＦＵＬＬ width", tags: ["钱包", "VIP"] },
      { name: "微信支付", note: "WeChat 100% pay_ment", story: "<p><strong>Bold</strong> 重庆火锅</p>" },
      { name: "Zoë 😀👩‍🍳", note: 'O\'Brien \\ "quoted" -- ; drop table' },
    );
    for (const [q, found] of [
      ["支", ["微信支付", "支付宝"]],
      ["支付", ["微信支付", "支付宝"]],
      ["付宝", ["支付宝"]],
      ["宝支", []],
      ["ali", ["支付宝"]],
      ["LIPA", ["支付宝"]],
      ["full", ["支付宝"]],
      ["ｖｉｐ", ["支付宝"]],
      ["zhifubao", ["支付宝"]],
      ["zhifu", ["微信支付", "支付宝"]],
      ["zfb", ["支付宝"]],
      ["wxzf", ["微信支付"]],
      ["chongqing", ["微信支付"]],
      ["cqhg", ["微信支付"]],
      ["strong", []],
      ["bold", ["微信支付"]],
      ["100%", ["微信支付"]],
      ["1%", []],
      ["pay_m", ["微信支付"]],
      ["支付宝 wallet", ["支付宝"]],
      ["wallet 支付 qianbao", ["支付宝"]],
      ["支付宝 wechat", []],
      ["zoë", ["Zoë 😀👩‍🍳"]],
      ["😀", ["Zoë 😀👩‍🍳"]],
      ["👩", ["Zoë 😀👩‍🍳"]],
      ["o'brien", ["Zoë 😀👩‍🍳"]],
      ['"quoted"', ["Zoë 😀👩‍🍳"]],
      ["\\", ["Zoë 😀👩‍🍳"]],
      ["; drop", ["Zoë 😀👩‍🍳"]],
      [".*", []],
      ["z", ["Zoë 😀👩‍🍳", "微信支付", "支付宝"]],
    ] as const)
      expect(await names(q), q).toEqual([...found].sort());
  });

  test("follows what is written, deleted and restored", async () => {
    const { names, make, platform, actor } = tenant();
    const [record] = await make({ name: "first", note: "alpha" });
    const { id } = record!;
    await updateRecord(platform, actor, "shop", id, { note: "omega" });
    expect([await names("alpha"), await names("omega"), await names("first")]).toEqual([[], ["first"], ["first"]]);
    await updateRecord(platform, actor, "shop", id, { size: 3 });
    expect(await names("omega")).toEqual(["first"]);
    await deleteRecord(platform, actor, "shop", id);
    expect(await names("omega")).toEqual([]);
    const [rows] = await t.db.batch(actor.tenantId, [{ text: "select count(*)::int as n from record_search" }]);
    expect(rows![0]!["n"]).toBe(0);
    await restoreRecord(platform, actor, "shop", id);
    expect(await names("omega")).toEqual(["first"]);
    await updateRecord(platform, actor, "shop", id, { note: null, name: null });
    expect(await names("omega")).toEqual([]);
  });

  test("is exactly what holds the words, whatever they are", async () => {
    const { names, make } = tenant();
    const character = fc.constantFrom(..."abAB01 %_'\\.*支付宝重é😀");
    const texts = fc
      .sample(fc.string({ unit: character, minLength: 1, maxLength: 14 }), { numRuns: 60, seed: 7 })
      .map((text) => `${text}#`);
    await make(...texts.map((name) => ({ name })));
    for (const q of fc.sample(fc.string({ unit: character, minLength: 1, maxLength: 4 }), { numRuns: 150, seed: 8 })) {
      const words = fold(q)
        .split(/\s+/u)
        .filter((word) => word !== "" && !/^[a-z]+$/.test(word));
      // letters alone also stand for sounds
      if (words.length === 0 || words.length < fold(q).trim().split(/\s+/u).length) continue;
      expect(await names(q), JSON.stringify(q)).toEqual(texts.filter((text) => words.every((word) => fold(text).includes(word))).sort());
    }
  });
});

describe("who finds", () => {
  test("nobody finds another tenant's records, and his grams find none of them", async () => {
    const one = tenant();
    const other = tenant();
    await one.make({ name: "needle-in-one 支付宝" });
    expect(await other.names("needle-in-one")).toEqual([]);
    expect(await other.names("zfb")).toEqual([]);
    const grams = needleGrams("needle-in-one", gramSeed(one.tenantId, "o_shop", "f_name"));
    const ask = async (tenantId: string) => {
      const [rows] = await t.db.batch(tenantId, [
        {
          text: "select platform.search_records($1, $2::text::bigint[], $3, 10) as id",
          params: ["o_shop", `{${grams.join(",")}}`, grams.length],
        },
      ]);
      return rows!.length;
    };
    expect([await ask(one.tenantId), await ask(other.tenantId)]).toEqual([1, 0]);
    expect(one.effective.tenantId).not.toBe(other.effective.tenantId);
  });

  test("what a field holds that somebody may not see finds nothing for him, whatever else it would have made a candidate", async () => {
    const { tenantId, names, make } = tenant();
    await make({ name: "plain", secret: "hidden-needle 支付宝" }, { name: "open hidden-needle" });
    expect(await names("hidden-needle")).toEqual(["open hidden-needle", "plain"]);
    const clerk = actorOf(tenantId, ["clerk"]);
    expect(await names("hidden-needle", clerk)).toEqual(["open hidden-needle"]);
    expect([await names("zhifubao", clerk), await names("支付宝", clerk), await names("zfb")]).toEqual([[], [], ["plain"]]);
  });

  test("a rule over records holds for what is found", async () => {
    const { tenantId, names, make } = tenant();
    await make({ name: "north needle", size: 1 }, { name: "south needle", size: 2 });
    expect(await names("needle", actorOf(tenantId, ["north"]))).toEqual(["north needle"]);
  });
});

test("more candidates than are looked at one by one: the page is full all the same", async () => {
  const { tenantId, platform, actor, make } = tenant();
  const [rare] = await make({ name: "common rare" });
  await t.db.batch(tenantId, [
    {
      text: `insert into records (tenant_id, object_id, id, data, created_by, updated_by)
             select tenant_id, object_id, gen_random_uuid(), data, 't', 't' from records, generate_series(1, 5200) where id = $1`,
      params: [rare!.id],
    },
    {
      text: `insert into record_search (tenant_id, object_id, record_id, grams, texts)
             select r.tenant_id, r.object_id, r.id, s.grams, s.texts from records r, record_search s where s.record_id = $1 and r.id <> $1`,
      params: [rare!.id],
    },
  ]);
  const page = await listRecords(platform, actor, "shop", { q: "common", limit: 10, count: "exact" });
  expect(page).toMatchObject({ value: { count: 5201 } });
  expect(page.ok && page.value.data.length).toBe(10);
  const next = page.ok ? page.value.next! : "";
  expect(await listRecords(platform, actor, "shop", { q: "common", limit: 10, cursor: next })).toMatchObject({ ok: true });
  expect(await listRecords(platform, actor, "shop", { q: "uncommon", cursor: next })).toMatchObject({ ok: false });
});

test("the database finds by the index of grams, as the app's role and however many records a tenant has", async () => {
  const { tenantId, make } = tenant();
  await make(...Array.from({ length: 300 }, (_, index) => ({ name: `customer ${index}`, note: `note ${index % 7}` })));
  await t.owner.unsafe("analyze record_search");
  const grams = needleGrams("customer", gramSeed(tenantId, "o_shop", "f_name"));
  const [found] = await t.db.batch(tenantId, [
    { text: "select platform.search_records($1, $2::text::bigint[], $3, 1000)", params: ["o_shop", `{${grams.join(",")}}`, grams.length] },
  ]);
  expect(found!.length).toBe(300);
  const [body] = await t.owner.unsafe<{ source: string }[]>(
    "select prosrc as source from pg_proc where oid = 'platform.search_records(text, bigint[], int, int)'::regprocedure",
  );
  const query = /return query\s+(select[^;]+);/.exec(body!.source)![1]!;
  const explained = await t.owner.begin(async (sql) => {
    await sql.unsafe(`set local app.tenant_id = '${tenantId}'`);
    await sql.unsafe("set local enable_seqscan = off");
    const asked = query
      .replace("= object", "= 'o_shop'")
      .replace("needles[place:place + width - 1]", `'{${grams.join(",")}}'::bigint[]`)
      .replace("left_over", "5001");
    return sql.unsafe(`explain (costs off) ${asked}`);
  });
  expect(explained.map((row) => row["QUERY PLAN"]).join("\n")).toContain("Bitmap Index Scan on record_search_grams");
});
