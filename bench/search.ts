import { getJob, searchRecords, startReindex, stopPlatform, type Actor } from "#runtime";
import { layGround, median, openPlatform, type Ground } from "./ground.ts";

const records = Number(process.env["BENCH_RECORDS"] ?? 1_000_000);
const rounds = 31;
const warmUp = 10;
/** ms after which no further round of a question is begun: a table that is read from end to end takes seconds for each */
const longest = 30_000;
const fewest = 5;
/** Records that one statement fills in. */
const piece = 50_000;

/** What takes how long, for whoever waits: a million records are minutes. */
const begunAt = performance.now();
const tell = (what: string): void => console.error(`${((performance.now() - begunAt) / 1_000).toFixed(0).padStart(5)} s  ${what}`);

/** Two hundred characters of menus; two of them stand together in one name of forty thousand. */
const characters =
  "宫保鸡丁麻婆豆腐鱼香肉丝番茄炒蛋红烧排骨清蒸鲈酸辣汤担面水煮牛回锅糖醋里脊葱爆羊干煸四季蒜蓉西兰花地三鲜木耳黄瓜凉拌皮蛋瘦粥小笼包生煎锅贴春卷叉烧虾饺肠粉云吞炸酱米线过桥汽锅砂煲腊味仔菌菇冬笋莲藕芋头紫薯南瓜苦青椒茄子土扁豆角菠菜油麦莴苣芹香韭黄芽白萝卜胡玉竹荪银百合枸杞红枣桂圆芝麻花生核桃杏仁绿茶咖啡奶橙汁柠檬蜂蜜柚酒啤葡萄梅雪碧可乐矿泉";

/**
 * Search over many records by a part of a word, in letters and in Chinese, and by sound: beside ILIKE over a physical table under the same
 * row security, and beside the same with an index of pg_trgm and no row security at all, which is the quickest that Postgres brings itself.
 */
export async function measureSearch(): Promise<Record<string, unknown>> {
  const ground = await layGround();
  try {
    const reindexSeconds = await fill(ground);
    const { tenantId, platform, db, owner } = ground;
    const actor: Actor = { tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" };
    const text = "select id, name from bench_product where tenant_id = $1 and name ilike $2 limit 21";
    const ours = async (q: string): Promise<number> => {
      const found = await searchRecords(platform, actor, { q, objects: ["product"], limit: 20 });
      if (!found.ok) throw new Error(JSON.stringify(found.problems));
      return found.value.data[0]?.hits.length ?? 0;
    };
    const secured = async (q: string): Promise<number> =>
      Math.min(20, (await db.batch(tenantId, [{ text, params: [tenantId, `%${q}%`] }], { readOnly: true }))[0]!.length);
    const trigrams = async (q: string): Promise<number> => Math.min(20, (await owner.unsafe(text, [tenantId, `%${q}%`])).length);
    const [sample] = await owner.unsafe<{ name: string }[]>(
      "select name from bench_product where tenant_id = $1 order by id offset 1234 limit 1",
      [tenantId],
    );
    const [said, code] = sample!.name.split(" ") as [string, string];
    const asked = { letters: code.slice(1, 7), chinese: said.slice(0, 2), nothing: "qzxkvj" };
    const found: Record<string, unknown> = {};
    for (const [kind, q] of Object.entries(asked)) {
      const sides = { ours: () => ours(q), secured: () => secured(q), trigrams: () => trigrams(q) };
      const names = Object.keys(sides) as (keyof typeof sides)[];
      const times: Record<keyof typeof sides, number[]> = { ours: [], secured: [], trigrams: [] };
      const hits = await Promise.all(names.map((name) => sides[name]()));
      if (new Set(hits).size !== 1) throw new Error(`all find the same of <${q}>: ${hits.join(", ")}`);
      const until = performance.now() + longest;
      for (let round = -warmUp; round < rounds; round++) {
        // warm enough, and often enough
        if (performance.now() > until) {
          if (round < 0) round = 0;
          else if (round >= fewest) break;
        }
        for (let place = 0; place < names.length; place++) {
          const name = names[(place + round + warmUp) % names.length]!;
          const begun = performance.now();
          await sides[name]();
          if (round >= 0) times[name].push(performance.now() - begun);
        }
      }
      tell(`searched for ${kind}`);
      const [oursMs, securedMs, trigramsMs] = [median(times.ours), median(times.secured), median(times.trigrams)];
      found[kind] = {
        q,
        hits: hits[0],
        oursMs,
        securedMs,
        trigramsMs,
        rounds: times.ours.length,
        toSecured: oursMs / securedMs,
        toTrigrams: oursMs / trigramsMs,
      };
    }
    // nothing else here finds by sound
    const { pinyin } = await import("pinyin-pro");
    const initials = pinyin(said, { pattern: "first", toneType: "none", type: "array" }).join("");
    const times: number[] = [];
    for (let round = -warmUp; round < rounds; round++) {
      const begun = performance.now();
      if ((await ours(initials)) === 0) throw new Error(`<${initials}> finds <${said}>`);
      if (round >= 0) times.push(performance.now() - begun);
    }
    return {
      records,
      reindexSeconds,
      reindexedPerSecond: Math.round(records / reindexSeconds),
      ...found,
      sound: { q: initials, oursMs: median(times) },
    };
  } finally {
    await ground.close();
  }
}

/** The same names in both; what the records are found by is worked out by the ordinary job. @returns seconds it took */
async function fill({ url, tenantId, platform, owner }: Ground): Promise<number> {
  await owner.unsafe(`
    create extension if not exists pg_trgm;
    create table bench_product (tenant_id uuid not null, id uuid not null, name text, primary key (tenant_id, id));
    alter table bench_product enable row level security; alter table bench_product force row level security;
    create policy tenant on bench_product using (tenant_id = current_setting('app.tenant_id')::uuid);
    grant select on bench_product to app_rt;`);
  const list = [...new Set(characters)];
  const laid = async (from: number, to: number) =>
    owner.begin(async (tx) => {
      await tx.unsafe(`set local app.tenant_id = '${tenantId}'`);
      await tx.unsafe(
        `insert into bench_product (tenant_id, id, name)
       select $1::uuid, ('0198f0b0-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
         ($3::text[])[1 + n % $4::int4] || ($3::text[])[1 + (n / $4::int4) % $4::int4] || ($3::text[])[1 + (n::int8 * 7919 % $4::int4)::int4] || ' ' || substr(md5(n::text), 1, 12)
       from generate_series($2::int4, $5::int4) as n`,
        [tenantId, from, list, list.length, to],
      );
      await tx.unsafe(
        `insert into records (tenant_id, object_id, id, data, created_by, updated_by)
       select tenant_id, 'product', id, jsonb_build_object('name', name), 'bench', 'bench' from bench_product
         where tenant_id = $1::uuid and id > ('0198f0b0-0000-7000-8000-' || lpad(to_hex($2::int4 - 1), 12, '0'))::uuid`,
        [tenantId, from],
      );
    });
  for (let from = 1; from <= records; from += piece) {
    await laid(from, Math.min(records, from + piece - 1));
    tell(`${Math.min(records, from + piece - 1)} records`);
  }
  await owner.unsafe("set maintenance_work_mem = '512MB'");
  await owner.unsafe("create index on bench_product using gin (name gin_trgm_ops)");
  tell("the trigrams of the table beside");
  const working = await openPlatform(url, true);
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  const begun = performance.now();
  let next = begun + 10_000;
  const job = await startReindex(working.platform, actor, "product");
  if (!job.ok) throw new Error(JSON.stringify(job.problems));
  for (;;) {
    const now = await getJob(platform, actor, job.value.id);
    if (now.ok && now.value.finishedAt !== undefined) break;
    if (performance.now() > next && now.ok) {
      tell(`${now.value.done} of them indexed`);
      next += 10_000;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const seconds = (performance.now() - begun) / 1_000;
  tell("what the records are found by");
  await stopPlatform(working.platform);
  await working.db.close();
  for (const table of ["bench_product", "records", "record_search"]) await owner.unsafe(`vacuum analyze ${table}`);
  return seconds;
}
