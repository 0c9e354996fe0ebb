import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { pino } from "pino";
import { testDatabase, type TestDatabase } from "#db/testing";
import { createLanguage } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { createDemo, createLocalStore, createPlatform, startPlatform, stopPlatform, usualFileLimits, type Platform } from "#runtime";
import { steps } from "#runtime/steps/definitions";
import { components } from "#components/definitions";
import { createApi } from "./index.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** the JSON body; undefined when there is none */
  readonly body: any;
}

export interface Ask {
  /** an API key; absent = nobody */
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface TestApi {
  readonly t: TestDatabase;
  readonly platform: Platform;
  readonly app: Hono;
  /** where its files lie */
  readonly folder: string;
  /** "GET /me" under /api/v1, or "GET /healthz!" at the root of the host */
  readonly ask: (call: string, options?: Ask) => Promise<Answer>;
  close(): Promise<void>;
}

export const implementerA = "demo-merchant-a-implementer";
export const implementerB = "demo-merchant-b-implementer";
export const businessA = "demo-merchant-a-business";
export const businessB = "demo-merchant-b-business";

/** Another process of the same installation, started: what it knows it was told over the database. */
export async function anotherProcess(
  { t, platform: { language, secret, files, log } }: TestApi,
  { works = false } = {},
): Promise<Platform> {
  const platform = createPlatform({ db: t.db, language, secret, files, log, works, baseUrl: "http://localhost:3000" });
  await startPlatform(platform);
  return platform;
}

/** The real door on a database of its own with the demo tenants; nothing is replaced. */
export async function testApi({
  works = false,
  outgoingAllow = [] as readonly string[],
  fileLimits = usualFileLimits,
} = {}): Promise<TestApi> {
  const t = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), "armature-files-"));
  const language = createLanguage({ fields, operators, components, steps });
  const platform = createPlatform({
    db: t.db,
    language,
    secret: "a secret of the tests, long enough for anything",
    baseUrl: "http://localhost:3000",
    files: createLocalStore(folder),
    fileLimits,
    works,
    outgoingAllow,
    log: pino({ level: process.env["TEST_LOG"] ?? "silent" }),
  });
  await startPlatform(platform);
  await createDemo(platform, join(import.meta.dirname, "..", "packages"));
  const app = createApi(platform);
  return {
    t,
    platform,
    app,
    folder,
    async ask(call, { key, body, headers = {} } = {}) {
      const [method = "GET", given = "/"] = call.split(" ");
      const path = given.endsWith("!") ? given.slice(0, -1) : `/api/v1${given}`;
      const response = await app.request(`http://localhost:3000${path}`, {
        method,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json") === true;
      return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
    async close() {
      await stopPlatform(platform);
      await t.drop();
      await rm(folder, { recursive: true });
    },
  };
}
