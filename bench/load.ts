/** HTTP load on a server of our own on the loopback, and interleaved rounds. */
import { spawn, type ChildProcess } from "node:child_process";
import autocannon from "autocannon";
import { median } from "./ground.ts";

export interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  /** paths taken in turn */
  readonly paths: readonly string[];
  /** sent by POST, in turn with the paths; absent: GET */
  readonly bodies?: readonly unknown[];
}

export async function startServer(script: string, args: readonly string[]): Promise<ChildProcess> {
  // as npm start does, for every server of our own
  const child = spawn(process.execPath, ["--max-semi-space-size=64", script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.stdout!.on("data", (chunk: Buffer) => chunk.toString().includes("ready") && resolve());
    child.on("exit", (code) => reject(new Error(`${script} ended with ${code}`)));
  });
  return child;
}

async function once(target: Target, seconds: number): Promise<{ rate: number; p99: number; errors: number }> {
  const result = await autocannon({
    url: target.url,
    connections: 32,
    duration: seconds,
    requests:
      target.bodies === undefined
        ? target.paths.map((path) => ({ method: "GET" as const, path, headers: target.headers ?? {} }))
        : target.bodies.map((body, index) => ({
            method: "POST" as const,
            path: target.paths[index % target.paths.length]!,
            headers: { ...target.headers, "content-type": "application/json" },
            body: JSON.stringify(body),
          })),
  });
  return { rate: result.requests.average, p99: result.latency.p99, errors: result.non2xx + result.errors };
}

/** Medians of requests per second over interleaved rounds; throws when any answer was not 2xx. */
export async function compare(
  targets: readonly Target[],
  rounds: number,
  seconds: number,
): Promise<Record<string, { rate: number; p99: number }>> {
  for (const target of targets) await once(target, 2);
  const seen = new Map<string, { rate: number; p99: number }[]>(targets.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const target of targets) {
      const { rate, p99, errors } = await once(target, seconds);
      if (errors > 0) throw new Error(`${target.name}: ${errors} answers were not 2xx`);
      seen.get(target.name)!.push({ rate, p99 });
    }
  }
  return Object.fromEntries(
    [...seen].map(([name, all]) => [name, { rate: median(all.map(({ rate }) => rate)), p99: median(all.map(({ p99 }) => p99)) }]),
  );
}
