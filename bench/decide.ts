/** Decisions over HTTP with the log on, beside the same server with the log off and the same Hono answering a constant. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installPackage, readPackageFolder, registerPackage } from "#runtime";
import { layGround, type Ground } from "./ground.ts";
import { compare, startServer, type Target } from "./load.ts";

const kinds = ["constant", "unkept", "kept"] as const;

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
  const servers = await Promise.all(
    kinds.map((kind, index) => startServer("bench/server-decide.ts", [ground.url, `${4103 + index}`, kind])),
  );
  try {
    const targets = kinds.map((name, index): Target => ({
      name,
      url: `http://127.0.0.1:${4103 + index}`,
      headers: { authorization: `Bearer ${ground.key}` },
      paths: ["/api/v1/tables/payment_routing/decide"],
      bodies: facts.map((each) => ({ facts: each })),
    }));
    const rates = await compare(targets, rounds, seconds);
    // CPU is what a request costs whatever else the machine does
    const database = await postmaster(ground);
    const spent = async (): Promise<number> => cpuOf(database) + childrenOf(database).reduce((sum, pid) => sum + cpuOf(pid), 0);
    const cost: Record<string, { serverMicros: number; databaseMicros: number }> = {};
    for (const [index, target] of targets.entries()) {
      const server = servers[index]!.pid!;
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
