import { spawn, spawnSync } from "node:child_process";
import { chmod, chown, mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { afterEach, expect, test } from "vitest";
import { hydrate, startEmbedded, type Embedded } from "./embedded.ts";

const made: string[] = [];
const running: Embedded[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const path of made.splice(0)) await rm(path, { recursive: true, force: true });
});

async function folder(mode = 0o755): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "armature-embedded-"));
  await chmod(path, mode);
  made.push(path);
  return path;
}
async function start(dataDir: string, bin?: string): Promise<Embedded> {
  const server = await startEmbedded({ dataDir, ...(bin === undefined ? {} : { bin }) });
  running.push(server);
  return server;
}
async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}
const isRoot = process.getuid?.() === 0;
const module = fileURLToPath(new URL("./embedded.ts", import.meta.url));
/** A process that starts the server and stays. */
function starter(dataDir: string, as: { uid?: number; gid?: number } = {}, after = "setInterval(() => {}, 1000)") {
  const code = `const { startEmbedded } = await import(${JSON.stringify(module)}); const s = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    console.log(JSON.stringify({ pid: s.pid, url: s.url, home: s.home })); ${after}`;
  return spawn(process.execPath, ["--input-type=module", "-e", code], {
    ...as,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "pipe", "inherit"],
  });
}
async function said(child: ReturnType<typeof starter>): Promise<{ pid: number; url: string; home: string }> {
  const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`the process ended with ${String(code)}`)));
  const [line] = (await Promise.race([once(child.stdout!, "data"), ended])) as [Buffer];
  return JSON.parse(line.toString()) as { pid: number; url: string; home: string };
}
const alive = (pid: number) =>
  readFile(`/proc/${pid}/stat`, "utf8").then(
    (text) => !text.includes(") Z "),
    () => false,
  );

test("starts in UTF-8, on the loopback interface only, behind a password that only its owner reads", async () => {
  const dataDir = await folder();
  const { url, version, adopted } = await start(dataDir);
  expect(adopted).toBe(false);
  expect(version).toMatch(/^18\./);
  const [row] = await ask(
    url,
    `select datctype as ctype, pg_encoding_to_char(encoding) as encoding, current_setting('listen_addresses') as listen, current_setting('unix_socket_directories') as sockets,
     current_database() as name from pg_database where datname = current_database()`,
  );
  expect(row).toEqual({ ctype: "C.UTF-8", encoding: "UTF8", listen: "127.0.0.1", sockets: "", name: "armature" });
  expect((await stat(join(dataDir, "password"))).mode & 0o777).toBe(0o600);
  const wrong = new URL(url);
  wrong.password = "wrong";
  await expect(ask(wrong.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  const open = (await readFile(join(dataDir, "postgres", "pg_hba.conf"), "utf8"))
    .split("\n")
    .filter((line) => /^\s*(local|host)/.test(line) && !line.includes("scram-sha-256"));
  expect(open).toEqual([]);
});

test("a second start takes over the running server; after a stop the data are there", async () => {
  const dataDir = await folder();
  const first = await start(dataDir);
  const second = await start(dataDir);
  expect(second).toMatchObject({ pid: first.pid, url: first.url, adopted: true });
  await ask(first.url, "create table kept as select 1 as n");
  await first.stop();
  expect(await alive(first.pid)).toBe(false);
  const third = await start(dataDir);
  expect(third.adopted).toBe(false);
  expect(await ask(third.url, "select n from kept")).toEqual([{ n: 1 }]);
});

test("survives kill -9 of the server, and a pid file whose number now belongs to somebody else", async () => {
  const dataDir = await folder();
  const first = await start(dataDir);
  await ask(first.url, "create table kept as select 1 as n");
  const pidFile = join(dataDir, "postgres", "postmaster.pid");
  const left = await readFile(pidFile, "utf8");
  process.kill(first.pid, "SIGKILL");
  const second = await start(dataDir);
  expect(await ask(second.url, "select n from kept")).toEqual([{ n: 1 }]);
  await second.stop();
  await writeFile(pidFile, left.replace(/^\d+/, String(process.pid)));
  const third = await start(dataDir);
  expect(await ask(third.url, "select n from kept")).toEqual([{ n: 1 }]);
});

test("kill -9 of the process that started it: the server lives, the next one takes it over and may stop it", async () => {
  const dataDir = await folder();
  const child = starter(dataDir);
  const { pid } = await said(child);
  process.kill(child.pid!, "SIGKILL");
  await once(child, "exit");
  expect(await alive(pid)).toBe(true);
  const next = await start(dataDir);
  expect(next).toMatchObject({ pid, adopted: true });
  await next.stop();
  expect(await alive(pid)).toBe(false);
});

test("Ctrl-C in the terminal, which reaches the whole process group, does not reach the server", async () => {
  const dataDir = await folder();
  const child = starter(dataDir);
  const { pid, url } = await said(child);
  process.kill(-child.pid!, "SIGINT");
  await once(child, "exit");
  expect(await ask(url, "select 1 as one")).toEqual([{ one: 1 }]);
  const next = await start(dataDir);
  expect(next.pid).toBe(pid);
});

test("does not stop the server of another living process", async () => {
  const dataDir = await folder();
  const child = starter(dataDir);
  const { pid } = await said(child);
  const guest = await startEmbedded({ dataDir });
  await guest.stop();
  expect(await alive(pid)).toBe(true);
  process.kill(child.pid!, "SIGKILL");
  await once(child, "exit");
  await start(dataDir);
});

test("two processes that start at the same moment share one server", async () => {
  const dataDir = await folder();
  const children = [starter(dataDir), starter(dataDir)];
  const [a, b] = await Promise.all(children.map(said));
  expect(b).toEqual(a);
  for (const child of children) {
    process.kill(child.pid!, "SIGKILL");
    await once(child, "exit");
  }
  await start(dataDir);
});

test.runIf(isRoot)(
  "as root, under a folder that only root may enter, the data go where Postgres reaches them, and a note says where",
  async () => {
    const closed = await folder(0o700);
    const dataDir = join(closed, "data");
    const server = await start(dataDir);
    made.push(server.home);
    expect(server.home).toMatch(/^\/var\/lib\/armature\/[0-9a-f]{16}$/);
    expect(await readFile(join(dataDir, "location"), "utf8")).toBe(`${server.home}\n`);
    expect(await ask(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    expect((await stat(join(server.home, "postgres"))).uid).toBe(65_534);
  },
);

test.runIf(isRoot)("as a normal user it runs as that user", async () => {
  const dataDir = join(await folder(), "data");
  await mkdir(dataDir);
  await chown(dataDir, 65_534, 65_534);
  const child = starter(dataDir, { uid: 65_534, gid: 65_534 }, "await s.stop(); process.exit(0)");
  const exit = once(child, "exit");
  await said(child);
  expect(await exit).toEqual([0, null]);
  expect((await stat(join(dataDir, "postgres"))).uid).toBe(65_534);
});

const debian = "/usr/lib/postgresql/15/bin";
const hasDebian = spawnSync(join(debian, "postgres"), ["--version"]).status === 0;
test.runIf(hasDebian)("the system's Postgres does as well; data stay with the version that wrote them", async () => {
  const dataDir = await folder();
  const first = await start(dataDir, debian);
  expect(first.version).toMatch(/^15\./);
  await first.stop();
  const second = await start(dataDir);
  expect(second.version).toMatch(/^15\./);
  await second.stop();
  await writeFile(join(dataDir, "postgres", "PG_VERSION"), "14\n");
  await expect(startEmbedded({ dataDir })).rejects.toThrow(/the data in <.*> are of Postgres 14, found only: .*18/);
});

test("links between libraries are made where an install without scripts left them out", async () => {
  const native = await folder();
  await mkdir(join(native, "lib"));
  await writeFile(join(native, "lib", "libpq.so.5.18"), "");
  const list = join(native, "pg-symlinks.json");
  await writeFile(list, JSON.stringify([{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }]));
  await hydrate(native, list);
  await hydrate(native, list);
  expect(await readlink(join(native, "lib", "libpq.so.5"))).toBe("libpq.so.5.18");
});

test("data whose password file was lost are refused with a sentence, and left alone", async () => {
  const dataDir = await folder();
  const first = await start(dataDir);
  await writeFile(join(dataDir, "password"), "another");
  await expect(startEmbedded({ dataDir })).rejects.toThrow("is not the one it was made with");
  expect(await ask(first.url, "select 1 as one")).toEqual([{ one: 1 }]);
});
