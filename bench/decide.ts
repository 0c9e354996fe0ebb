/**
 * Decisions over HTTP with the log on, by a table of 5,000 payment rules, first hit, beside the same with the log off and the same Hono answering a
 * constant; and by the whole routing of the payments package, which answers every method with its terms or why it is hidden.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installPackage, openDraft, publishDraft, putDraftDocument, readPackageFolder, registerPackage, type Actor } from "#runtime";
import { layGround, type Ground } from "./ground.ts";
import { compare, startServer, type Target } from "./load.ts";
import { makeFacts, makeRules, toTable } from "./payment-rules.ts";

const kinds = ["constant", "unkept", "kept"] as const;
const { rules, merchants } = makeRules(5_000, 42);

/** What customers of a shop bring: 500 different ones, of several countries, amounts and days. */
const facts = Array.from({ length: 500 }, (_, n) => ({
  billing_country: ["CN", "DE", "NL", "US", "JP", "GB", "SG"][n % 7],
  shipping_country: ["CN", "DE", "NL", "US", "JP"][n % 5],
  currency: "CNY",
  amount: `${10 + ((n * 37) % 900)}.${String(n % 100).padStart(2, "0")}`,
  channel: ["web", "app"][n % 2],
  categories: n % 3 === 0 ? ["books"] : ["food", "wine"],
  customer: `customer-${n}`,
  tags: n % 4 === 0 ? ["vip"] : [],
  time: `${String(8 + (n % 12)).padStart(2, "0")}:30`,
  weekday: 1 + (n % 7),
}));

/** Seconds of CPU that a process has used, and those of its children that have ended. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [utime, stime, cutime, cstime] = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15)
    .map(Number);
  return (utime! + stime! + cutime! + cstime!) / 100;
}

const childrenOf = (pid: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === pid;
      } catch {
        return false;
      }
    })
    .map(Number);

async function postmaster(ground: Ground): Promise<number> {
  const [row] = await ground.owner<{ data_directory: string }[]>`show data_directory`;
  return Number(readFileSync(join(row!.data_directory, "postmaster.pid"), "utf8").split("\n")[0]);
}

export async function measureDecide(rounds = 5, seconds = 3): Promise<Record<string, unknown>> {
  const ground = await layGround();
  const read = await readPackageFolder("packages/payments");
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  for (const done of [
    await registerPackage(ground.platform, read.value),
    await installPackage(ground.platform, ground.tenantId, read.value.manifest),
  ]) {
    if (!done.ok) throw new Error(JSON.stringify(done.problems));
  }
  await publishRules(ground);
  const servers = await Promise.all(
    kinds.map((kind, index) => startServer("bench/server-decide.ts", [ground.url, `${4103 + index}`, kind])),
  );
  try {
    const targetOf = (name: string, index: number, table: string, asked: readonly object[]): Target => ({
      name,
      url: `http://127.0.0.1:${4103 + index}`,
      headers: { authorization: `Bearer ${ground.key}` },
      paths: [`/api/v1/tables/${table}/decide`],
      bodies: asked.map((each) => ({ facts: each })),
    });
    const bought = makeFacts(500, merchants, 7);
    const targets = [
      ...kinds.map((name, index) => targetOf(name, index, "payments", bought)),
      targetOf("routed", kinds.indexOf("kept"), "payment_routing", facts),
    ];
    const rates = await compare(targets, rounds, seconds);
    // CPU is what a request costs whatever else the machine does
    const database = await postmaster(ground);
    const spent = async (): Promise<number> => cpuOf(database) + childrenOf(database).reduce((sum, pid) => sum + cpuOf(pid), 0);
    const cost: Record<string, { serverMicros: number; databaseMicros: number }> = {};
    for (const [index, target] of targets.entries()) {
      const server = servers[Math.min(index, kinds.length - 1)]!.pid!;
      const before = [cpuOf(server), await spent()] as const;
      const { [target.name]: measured } = await compare([target], 1, seconds);
      // compare warms up for two seconds at the same rate
      const requests = measured!.rate * (seconds + 2);
      cost[target.name] = {
        serverMicros: Math.round(((cpuOf(server) - before[0]) / requests) * 1e6),
        databaseMicros: Math.round((((await spent()) - before[1]) / requests) * 1e6),
      };
    }
    return {
      ...rates,
      cost,
      ratio: rates["kept"]!.rate / rates["constant"]!.rate,
      ratioUnkept: rates["unkept"]!.rate / rates["constant"]!.rate,
    };
  } finally {
    for (const each of servers) each.kill();
    await ground.close();
  }
}

async function publishRules({ platform, tenantId }: Ground): Promise<void> {
  const actor: Actor = { tenantId, userId: null, by: "bench", roles: ["implementer"], locale: "en" };
  const { kind: _, id: __, name, ...document } = toTable(rules, "F");
  const draft = await openDraft(platform, actor);
  if (!draft.ok) throw new Error(JSON.stringify(draft.problems));
  const put = await putDraftDocument(platform, actor, draft.value.id, "table", name, document);
  if (!put.ok) throw new Error(JSON.stringify(put.problems.slice(0, 3)));
  const published = await publishDraft(platform, actor, draft.value.id);
  if (!published.ok) throw new Error(JSON.stringify(published.problems.slice(0, 3)));
}
