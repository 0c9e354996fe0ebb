import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Embedded } from "./embedded.ts";
import { keepEmbedded } from "./keep-embedded.ts";

let dataDir: string;
let embedded: Embedded;
const said: string[] = [];
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "armature-keep-"));
  embedded = await keepEmbedded({ dataDir }, (line) => said.push(line));
});
afterAll(async () => {
  await embedded?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask(): Promise<number> {
  const sql = postgres(embedded.url, { max: 1, connect_timeout: 2, onnotice: () => undefined });
  try {
    return (await sql<{ n: number }[]>`select count(*)::int as n from kept`)[0]!.n;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

it("a killed server comes back at the same address with what was committed", async () => {
  const sql = postgres(embedded.url, { max: 1, onnotice: () => undefined });
  await sql`create table kept as select generate_series(1, 7) as n`;
  await sql.end();
  process.kill(embedded.pid, "SIGKILL");
  let found: number | undefined;
  for (let attempt = 0; attempt < 100 && found === undefined; attempt++) {
    await sleep(200);
    found = await ask().catch(() => undefined);
  }
  expect(found).toBe(7);
  // it answers before it is said
  await expect.poll(() => said, { timeout: 20_000 }).toContain("The embedded Postgres is back.");
});

it("a server that was stopped stays stopped", async () => {
  await embedded.stop();
  await sleep(1_500);
  await expect(ask()).rejects.toThrow();
});
