/**
 * Directus beside ours on the same Postgres server: the same orders as a physical table, its REST API, an administrator's token.
 * Installed from npm on first use into .data/peers, apart from our own dependencies.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);
/** 12.4.1 names a version of its app that the registry does not have. */
const version = "12.4.0";
const folder = resolve(".data/peers/directus");
const token = "bench-directus-token";

/** The machine's own Node, for which npm builds native parts where they have no prebuilt form for ours. */
function itsNode(): string {
  const places = (process.env["PATH"] ?? "").split(delimiter).filter((place) => !place.includes(`node_modules${sep}`));
  const found = places.map((place) => join(place, "node")).find((place) => existsSync(place));
  return found ?? process.execPath;
}

export interface Directus {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly ids: readonly string[];
  readonly version: string;
  close(): Promise<void>;
}

/** Starts Directus on a database of its own of the server behind `url`, with `count` orders of the same shape as `fillOrders` makes. */
export async function startDirectus(url: string, port: number, count: number): Promise<Directus> {
  const node = itsNode();
  const path = `${dirname(node)}${delimiter}${process.env["PATH"] ?? ""}`;
  const cli = join(folder, "node_modules/directus/cli.js");
  if (!existsSync(cli)) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
    await run("npm", ["install", `directus@${version}`, "--no-audit", "--no-fund"], {
      cwd: folder,
      maxBuffer: 1e8,
      env: { ...process.env, PATH: path },
    });
  }
  const server = new URL(url);
  const owner = postgres(url, { max: 1, onnotice: () => undefined });
  await owner.unsafe("create database bench_directus");
  await owner.end();
  const env = {
    PATH: path,
    HOME: process.env["HOME"] ?? "/tmp",
    DB_CLIENT: "pg",
    DB_HOST: server.hostname,
    DB_PORT: server.port,
    DB_DATABASE: "bench_directus",
    DB_USER: decodeURIComponent(server.username),
    DB_PASSWORD: decodeURIComponent(server.password),
    SECRET: "bench-secret",
    ADMIN_EMAIL: "bench@example.com",
    ADMIN_PASSWORD: "bench-password",
    ADMIN_TOKEN: token,
    HOST: "127.0.0.1",
    PORT: String(port),
    LOG_LEVEL: "error",
    TELEMETRY: "false",
    CACHE_ENABLED: "false",
    RATE_LIMITER_ENABLED: "false",
    NODE_ENV: "production" as const,
  };
  await run(node, [cli, "bootstrap"], { cwd: folder, env, maxBuffer: 1e8 });
  const child: ChildProcess = spawn(node, [cli, "start"], { cwd: folder, env, stdio: "ignore" });
  const base = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${token}` };
  const until = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${base}/server/ping`).catch(() => undefined);
    if (answer?.ok === true) break;
    if (child.exitCode !== null || Date.now() > until) throw new Error("Directus did not start");
    await new Promise((later) => setTimeout(later, 250));
  }
  const field = (name: string, type: string, schema: Record<string, unknown> = {}) => ({ field: name, type, schema, meta: {} });
  const made = await fetch(`${base}/collections`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({
      collection: "bench_order",
      schema: {},
      meta: {},
      fields: [
        { field: "id", type: "uuid", schema: { is_primary_key: true }, meta: { special: ["uuid"] } },
        ...["number", "customer_name", "channel", "status", "payment_method", "note"].map((name) => field(name, "string")),
        field("amount", "bigInteger"),
        field("placed_at", "timestamp"),
        field("created_at", "timestamp"),
      ],
    }),
  });
  if (!made.ok) throw new Error(`Directus refused the collection: ${await made.text()}`);
  const sql = postgres(Object.assign(new URL(url), { pathname: "/bench_directus" }).href, { max: 1, onnotice: () => undefined });
  await sql.unsafe(
    `insert into bench_order (id, number, customer_name, channel, amount, status, payment_method, placed_at, note, created_at)
     select ('0198f0b0-' || lpad(to_hex(n / 65536), 4, '0') || '-7' || lpad(to_hex(n % 4096), 3, '0') || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
       lpad(n::text, 8, '0'), 'customer ' || (n * 7919 % 50000), (array['app','web','mini_program','pos','table_code'])[1 + n % 5], (n * 104729 % 200000)::int8,
       (array['completed','completed','completed','cancelled','waiting'])[1 + (n / 7) % 5], (array['alipay','wechat_pay','unionpay'])[1 + n % 3],
       timestamptz '2025-01-01' + (n * 15485863 % 31536000) * interval '1 second', 'note ' || n, now()
     from generate_series(1, $1::int8) n`,
    [count],
  );
  for (const name of ["number", "customer_name", "channel", "amount", "status", "payment_method", "placed_at"]) {
    await sql.unsafe(`create index on bench_order (${name}, id)`);
  }
  await sql.unsafe("vacuum analyze bench_order");
  const ids = (await sql.unsafe<{ id: string }[]>("select id from bench_order order by customer_name limit 1000")).map(({ id }) => id);
  await sql.end();
  return {
    url: base,
    headers,
    ids,
    version,
    async close() {
      child.kill();
      await new Promise((ended) => (child.exitCode === null ? child.once("exit", ended) : ended(undefined)));
    },
  };
}
