import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { createApi } from "#api";
import { components } from "#components/definitions";
import { tellProblem } from "#components/problems";
import { openDatabase, type Database } from "#db";
import { lastMigration, migrate, NeedsAdministrator, keepEmbedded, type Embedded } from "#db/owner";
import { createLanguage } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import {
  createDemo,
  createLocalStore,
  createLog,
  createPlatform,
  createS3Store,
  setProcessPlatform,
  startPlatform,
  stopPlatform,
  tenantUrl,
  type DemoSignIn,
  type Platform,
} from "#runtime";
import { steps } from "#runtime/steps/definitions";
import { CannotStart, keptSecret, readSettings, type Settings } from "./settings.ts";

const roles = ["web", "worker", "all"] as const;
export type ServerRole = (typeof roles)[number];

export interface StartOptions {
  readonly role?: ServerRole;
  /** pages from source, rebuilt as they change */
  readonly dev?: boolean;
  /** settles when the pages have been built; awaited just before they are loaded */
  readonly built?: Promise<void>;
  readonly settings?: Settings;
  /** lines for the person at the terminal */
  readonly say?: (line: string) => void;
}

export interface Running {
  readonly platform: Platform;
  /** undefined in a process that only works */
  readonly url: string | undefined;
  /** Finishes what runs, returns leases, closes everything. */
  stop(): Promise<void>;
}

/** Longest time that requests may take to end when the server stops. */
const drainMs = 20_000;

/** What stands before anything is served: database, roles, schema, platform. */
export interface Composed {
  readonly platform: Platform;
  readonly embedded: Embedded | undefined;
  /** To be called before the database goes, the last one added first. */
  readonly onStop: (part: string, stop: () => Promise<void>) => void;
  stop(): Promise<void>;
}

/** Opens the database, brings it to the present schema and composes the platform. What was opened is closed when something fails. */
export async function compose(settings: Settings, { works }: { readonly works: boolean }): Promise<Composed> {
  const parts: { readonly part: string; readonly stop: () => Promise<void> }[] = [];
  let stopping: Promise<void> | undefined;
  /** one that fails does not keep the others from it */
  const stop = (): Promise<void> =>
    (stopping ??= (async () => {
      for (const each of parts.toReversed()) {
        const slow = setTimeout(
          () => console.error(`Still stopping: ${each.part}. The same signal again ends the process at once.`),
          5_000,
        );
        await each.stop().catch((fault: unknown) => console.error(fault));
        clearTimeout(slow);
      }
    })());
  try {
    let embedded: Embedded | undefined;
    if (settings.databaseUrl === undefined) {
      embedded = await keepEmbedded({ dataDir: settings.dataDir }, (line) => console.error(line));
      parts.push({ part: "the embedded database", stop: embedded.stop });
    }
    const databaseUrl = settings.databaseUrl ?? embedded!.url;
    const secret = settings.secret ?? keptSecret(settings.dataDir);
    await migrate(databaseUrl, secret);
    const db = await openDatabase({ url: databaseUrl, secret });
    parts.push({ part: "the connections to the database", stop: () => db.close() });
    await reach(db);
    const language = createLanguage({ fields, operators, components, steps });
    const log = createLog(settings.logLevel);
    const baseUrl = settings.publicUrl ?? `http://localhost:${settings.port}`;
    const folder = join(settings.dataDir, "files");
    const files = settings.s3 === undefined ? createLocalStore(folder) : createS3Store(settings.s3, join(folder, "aside"));
    const platform = createPlatform({
      db,
      language,
      secret,
      baseUrl,
      files,
      fileLimits: settings.fileLimits,
      tableBytes: settings.tableBytes,
      tellProblem,
      log,
      works,
      outgoingAllow: settings.outgoingAllow,
      migration: lastMigration(),
    });
    return { platform, embedded, onStop: (part, each) => void parts.push({ part, stop: each }), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Composes the platform and starts what the role asks for. What was started is stopped again when something later cannot start. */
export async function start(options: StartOptions = {}): Promise<Running> {
  const { role = "all", dev = false, built = Promise.resolve(), say = console.log } = options;
  const settings = options.settings ?? readSettings(process.env);
  built.catch(() => undefined);
  const { platform, embedded, onStop, stop } = await compose(settings, { works: role !== "web" });
  try {
    setProcessPlatform(platform);
    // one process makes the demo; those that only work find it
    const signIns = settings.demo && role !== "worker" ? await createDemo(platform, resolve(import.meta.dirname, "packages")) : [];
    onStop("the worker", () => stopPlatform(platform));
    await startPlatform(platform);
    let url: string | undefined;
    if (role !== "worker") {
      const web = await serve(platform, settings, { dev, built });
      onStop("requests that are being answered", web.stop);
      url = settings.publicUrl ?? `http://localhost:${web.port}`;
    }
    say(greeting(url, role, embedded, signIns));
    return { platform, url, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function reach(db: Database): Promise<void> {
  if (!(await db.healthy())) throw new CannotStart("The database was migrated but does not answer as role app_rt; see its log.");
}

const operations = new Set(["/healthz", "/readyz", "/metrics"]);

/** Of the API or of operations: answered by Hono, and Next never sees it. */
function isOfApi(url: string): boolean {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  return path === "/api" || path.startsWith("/api/") || operations.has(path);
}

interface Pages {
  readonly handle: RequestListener;
  close(): Promise<void>;
}

export interface Web {
  readonly server: Server;
  /** Takes nothing more, lets what is being answered end, then closes what is left after `drainMs`. */
  stop(): Promise<void>;
}

/** HTTP: the API first, pages behind it, in one server with limits of its own. Not listening yet. */
export function createWeb(platform: Platform, pages: RequestListener): Web {
  const api = getRequestListener(createApi(platform).fetch, { overrideGlobalObjects: false });
  const answering = new Set<ServerResponse>();
  const upgraded = new Set<Duplex>();
  const server = createServer(
    { maxHeaderSize: 16_384, headersTimeout: 60_000, requestTimeout: 120_000, keepAliveTimeout: 65_000 },
    (request, response) => {
      answering.add(response);
      response.once("close", () => answering.delete(response));
      if (isOfApi(request.url ?? "/")) void api(request, response);
      else pages(request, response);
    },
  );
  server.on("upgrade", (_request, socket) => {
    upgraded.add(socket);
    socket.once("close", () => upgraded.delete(socket));
  });
  return {
    server,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const response of answering) if (!response.headersSent) response.setHeader("connection", "close");
      for (const socket of upgraded) socket.destroy();
      const late = setTimeout(() => server.closeAllConnections(), drainMs);
      // a connection that has just been answered is idle, and would be kept
      const idle = setInterval(() => server.closeIdleConnections(), 50);
      server.closeIdleConnections();
      await closed;
      clearTimeout(late);
      clearInterval(idle);
    },
  };
}

async function serve(
  platform: Platform,
  settings: Settings,
  { dev, built }: { readonly dev: boolean; readonly built: Promise<void> },
): Promise<{ port: number; stop(): Promise<void> }> {
  let pages: Pages | undefined;
  const web = createWeb(platform, (request, response) => pages!.handle(request, response));
  await built;
  pages = await loadPages(settings, web.server, dev);
  await listen(web.server, settings);
  return {
    port: (web.server.address() as AddressInfo).port,
    async stop() {
      await web.stop();
      await pages!.close();
    },
  };
}

/** Next is loaded only where pages are served. */
async function loadPages(settings: Settings, httpServer: Server, dev: boolean): Promise<Pages> {
  const { default: loaded } = await import("next");
  const next = (loaded as unknown as { default?: typeof loaded }).default ?? loaded;
  const app = next({ dev, dir: import.meta.dirname, hostname: "localhost", port: settings.port, httpServer });
  await app.prepare();
  const handle = app.getRequestHandler();
  return { handle: (request, response) => void handle(request, response), close: () => app.close() };
}

function listen(server: Server, { host, port, demo }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (fault: NodeJS.ErrnoException) => {
      reject(
        fault.code === "EADDRINUSE" ? new CannotStart(`Port ${port} is taken by another program: set PORT to another number.`) : fault,
      );
    });
    // everybody knows the demo's passwords, so it is for this machine unless HOST says otherwise
    server.listen({ port, ...(host !== undefined ? { host } : demo ? { host: "127.0.0.1" } : {}) }, () => resolve());
  });
}

function greeting(url: string | undefined, role: ServerRole, embedded: Embedded | undefined, signIns: readonly DemoSignIn[]): string {
  const lines = [
    "",
    url === undefined ? "  Armature works (role worker)." : `  Armature is at ${url}`,
    embedded === undefined
      ? "  Database: the one of DATABASE_URL."
      : `  Database: embedded Postgres ${embedded.version}, for trial and development; set DATABASE_URL for anything that matters.`,
    ...(role === "web" ? ["  This process runs no flows: start another with --role worker."] : []),
  ];
  if (signIns.length > 0 && url !== undefined) {
    lines.push("", `  Demo sign-ins, password ${signIns[0]!.password}:`);
    for (const { email, tenants } of signIns)
      lines.push(`    ${email.padEnd(32)} ${tenants.map((slug) => tenantUrl(slug, url)).join("  ")}`);
    const keys = signIns.flatMap((each) => each.apiKeys);
    lines.push("  Demo API keys:", ...keys.map((key) => `    ${key}`));
  }
  return `${lines.join("\n")}\n`;
}

/** Stops on SIGTERM and Ctrl-C; the second signal ends the process at once. */
export function stopOnSignals(running: Promise<Running>): void {
  let signals = 0;
  const end = (code: number) => {
    if (++signals > 1) process.exit(code === 0 ? 130 : code);
    running
      .then((each) => each.stop())
      .then(
        () => process.exit(code),
        () => process.exit(1),
      );
  };
  process.on("SIGTERM", () => end(0));
  process.on("SIGINT", () => end(0));
  process.on("uncaughtException", (fault) => {
    console.error(fault);
    end(1);
  });
}

/** What a person reads when the start fails: a sentence for what he can mend, everything for what we must. */
export function explain(fault: unknown): string {
  if (fault instanceof CannotStart || fault instanceof NeedsAdministrator) return fault.message;
  const code = (fault as { code?: unknown }).code;
  if (code === "ECONNREFUSED" || code === "ENOTFOUND" || code === "CONNECT_TIMEOUT")
    return "The database of DATABASE_URL cannot be reached.";
  if (code === "28P01" || code === "28000" || code === "3D000")
    return "The database of DATABASE_URL refuses its user, password or database name.";
  return fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
}

function roleOf(args: readonly string[]): ServerRole {
  const at = args.indexOf("--role");
  const given = at < 0 ? args.find((each) => each.startsWith("--role="))?.slice("--role=".length) : args[at + 1];
  if (given === undefined && at < 0) return "all";
  if (roles.some((each) => each === given)) return given as ServerRole;
  throw new CannotStart(`--role must be one of ${roles.join(", ")}`);
}

/** Starts by the command line; ends the process with a message when that cannot be. */
export function main(args: readonly string[], built?: Promise<void>): void {
  const dev = args.includes("--dev");
  // a writable property that Next's types call constant; React and Next read it when they are loaded
  Object.assign(process.env, { NODE_ENV: dev ? "development" : "production", NEXT_TELEMETRY_DISABLED: "1" });
  const running = (async () => start({ role: roleOf(args), dev, ...(built === undefined ? {} : { built }) }))();
  stopOnSignals(running);
  running.catch((fault: unknown) => {
    console.error(`\n${explain(fault)}\n`);
    process.exit(1);
  });
}

if (import.meta.main) main(process.argv.slice(2));
