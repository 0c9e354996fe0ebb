import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pino } from "pino";
import { testDatabase, type TestDatabase } from "#db/testing";
import { createLanguage } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { components } from "#components/definitions";
import { createLocalStore, createPlatform, type Platform } from "#runtime";
import { steps } from "#runtime/steps/definitions";
import { createWeb, type Web } from "../server.ts";
import { readSettings } from "../settings.ts";

describe("settings", () => {
  it("have defaults for a first try", () => {
    expect(readSettings({})).toMatchObject({ port: 3_000, demo: true, databaseUrl: undefined, secret: undefined, host: undefined });
  });

  it("are complained about all at once, in words", () => {
    const wrong = { DATABASE_URL: "mysql://x", PORT: "80000", SECRET: "short", DEMO: "yes", PUBLIC_URL: "localhost", LOG_LEVEL: "loud" };
    expect(() => readSettings(wrong)).toThrow(/DATABASE_URL[^]*PUBLIC_URL[^]*PORT[^]*SECRET[^]*DEMO[^]*LOG_LEVEL/);
    expect(() => readSettings({ DATABASE_URL: "postgres://a@b/c" })).toThrow("SECRET is required when DATABASE_URL is set");
  });

  it("bound what files take, in whole numbers", () => {
    expect(readSettings({}).fileLimits).toEqual({ fileBytes: 50 * 1024 ** 2, tenantBytes: 5 * 1024 ** 3 });
    expect(readSettings({}).tableBytes).toBe(256 * 1024 ** 2);
    expect(readSettings({ TABLES_MIB: "64" }).tableBytes).toBe(64 * 1024 ** 2);
    expect(() => readSettings({ TABLES_MIB: "0" })).toThrow("TABLES_MIB");
    expect(readSettings({ FILE_MIB: "200", TENANT_FILES_GIB: "1" }).fileLimits).toEqual({
      fileBytes: 200 * 1024 ** 2,
      tenantBytes: 1024 ** 3,
    });
    expect(() => readSettings({ FILE_MIB: "0", TENANT_FILES_GIB: "1.5" })).toThrow(/FILE_MIB must be[^]*TENANT_FILES_GIB must be/);
    expect(() => readSettings({ FILE_MIB: "5121" })).toThrow("FILE_MIB must be a whole number from 1 to 5120");
  });

  it("want all of S3 when files lie there, and nothing of it otherwise", () => {
    expect(readSettings({ S3_BUCKET: "b" }).s3).toBeUndefined();
    expect(() => readSettings({ FILES: "ftp" })).toThrow("FILES must be local or s3");
    const wrong = { FILES: "s3", S3_ENDPOINT: "s3.example/with/path" };
    expect(() => readSettings(wrong)).toThrow(/S3_ENDPOINT must be[^]*S3_BUCKET[^]*S3_ACCESS_KEY_ID[^]*S3_SECRET_ACCESS_KEY/);
    const right = {
      FILES: "s3",
      S3_ENDPOINT: "https://{bucket}.s3.example",
      S3_BUCKET: "b",
      S3_ACCESS_KEY_ID: "a",
      S3_SECRET_ACCESS_KEY: "s",
    };
    expect(readSettings(right).s3).toEqual({
      endpoint: "https://{bucket}.s3.example",
      bucket: "b",
      region: "us-east-1",
      accessKeyId: "a",
      secretAccessKey: "s",
    });
  });

  it("keep the demo away from a database of one's own unless asked for", () => {
    const own = { DATABASE_URL: "postgres://a@b/c", SECRET: "x".repeat(32) };
    expect([readSettings(own).demo, readSettings({ ...own, DEMO: "1" }).demo, readSettings({ DEMO: "0" }).demo]).toEqual([
      false,
      true,
      false,
    ]);
  });
});

describe("HTTP", () => {
  let t: TestDatabase;
  let platform: Platform;
  let web: Web;
  let port: number;
  let release = () => {};
  const start = async () => {
    web = createWeb(platform, (request, response) => {
      if (request.url === "/slow") release = () => response.end("slow page");
      else response.end(`page ${request.url}`);
    });
    await new Promise<void>((resolve) => web.server.listen(0, "127.0.0.1", resolve));
    port = (web.server.address() as AddressInfo).port;
  };
  beforeAll(async () => {
    t = await testDatabase();
    const language = createLanguage({ fields, operators, components, steps });
    const log = pino({ level: "silent" });
    const files = createLocalStore(join(tmpdir(), "armature-files"));
    platform = createPlatform({ db: t.db, language, secret: "x".repeat(32), baseUrl: "http://localhost:3000", files, log });
    await start();
  });
  afterAll(async () => {
    await web.stop();
    await t.drop();
  });

  /** Sends text as it is and gives all that comes back until the other end closes or is silent. */
  const raw = (text: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      socket.setTimeout(1_500, () => socket.destroy());
      socket.on("data", (chunk) => (answer += chunk.toString()));
      socket.on("error", () => undefined);
      socket.on("close", () => resolve(answer));
    });
  const statusOf = (answer: string) => Number(answer.split(" ")[1]);

  it.each([
    ["/healthz", "api"],
    ["/readyz?x", "api"],
    ["/api", "api"],
    ["/api/v1/nothing", "api"],
    ["/api?x=/page", "api"],
    ["/", "page"],
    ["/apix", "page"],
    ["/studio/api/v1", "page"],
    ["//api/v1/me", "page"],
    ["/%61pi/v1/me", "page"],
    ["/API/v1/me", "page"],
    ["/healthz/", "page"],
  ])("%s is answered by the %s", async (path, by) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    expect(answer.includes("x-request-id")).toBe(by === "api");
    expect(answer.includes("page /")).toBe(by === "page");
  });

  it("answers over the wire as in memory: length, HEAD without a body, the next request on the same connection", async () => {
    const answer = await raw(
      "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /api/v1/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    );
    expect([...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map((match) => match[1])).toEqual(["200", "200", "401"]);
    expect(answer.match(/content-length: 15/gi)).toHaveLength(2);
    expect(answer.split('{"status":"ok"}')).toHaveLength(2);
    expect(answer.match(/x-content-type-options: nosniff/g)).toHaveLength(3);
  });

  it("refuses headers of more than 16 KiB and requests that are none", async () => {
    expect(statusOf(await raw(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Big: ${"x".repeat(17_000)}\r\n\r\n`))).toBe(431);
    expect(statusOf(await raw("nonsense\r\n\r\n"))).toBe(400);
    const smuggled =
      "POST /api/auth/sign-in/email HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    expect(await raw(smuggled)).not.toContain('"status":"ok"');
  });

  it("refuses a large body before it has come, declared or in pieces, and ends that connection", async () => {
    const head = "POST /api/auth/sign-in/email HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    const declared = await raw(`${head}Content-Length: 10485760\r\n\r\n{"email":"`);
    expect(statusOf(declared)).toBe(413);
    expect(declared.toLowerCase()).toContain("connection: close");
    const answered = await new Promise<number>((resolve, reject) => {
      const request = httpRequest(
        { port, host: "127.0.0.1", path: "/api/auth/sign-in/email", method: "POST", headers: { "content-type": "application/json" } },
        (response) => {
          resolve(response.statusCode ?? 0);
          response.resume();
          request.destroy();
        },
      );
      request.on("error", (fault) => (fault as { code?: string }).code === "EPIPE" || reject(fault));
      const piece = Buffer.alloc(65_536, 0x20);
      const more = (left: number): void => void (left > 0 && !request.destroyed && request.write(piece, () => more(left - 1)));
      more(160);
    });
    expect(answered).toBe(413);
    expect(await raw("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).toContain('{"status":"ok"}');
  });

  it("stops when what is being answered has been answered", async () => {
    const slow = raw("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    await expect.poll(() => release.toString()).toContain("slow page");
    let stopped = false;
    const stopping = web.stop().then(() => (stopped = true));
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(stopped).toBe(false);
    expect(await raw("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")).toBe("");
    release();
    expect(await slow).toContain("slow page");
    await stopping;
    await start();
  });
});

describe("the process", () => {
  const running: ChildProcess[] = [];
  const folders: string[] = [];
  afterAll(async () => {
    for (const child of running) child.kill("SIGKILL");
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  function run(args: readonly string[], env: Record<string, string>) {
    const { DATABASE_URL: _, SECRET: __, ...rest } = process.env;
    const child = spawn(process.execPath, [join(import.meta.dirname, "..", "server.ts"), ...args], {
      env: { ...rest, LOG_LEVEL: "warn", ...env } as never,
    });
    running.push(child);
    const said = { text: "" };
    child.stdout?.on("data", (chunk: Buffer) => (said.text += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (said.text += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
    return { child, said, ended };
  }

  it("says in plain words why it cannot start", async () => {
    const wrong = run([], { PORT: "x", DEMO: "maybe" });
    expect(await wrong.ended).toBe(1);
    expect(wrong.said.text).toMatch(/PORT must be[^]*DEMO must be/);
    expect(wrong.said.text).not.toContain("    at ");
    const role = run(["--role", "boss"], {});
    expect([await role.ended, role.said.text]).toEqual([1, expect.stringContaining("--role must be one of web, worker, all")]);
    const gone = run(["--role", "worker"], { DATABASE_URL: "postgres://a:b@127.0.0.1:1/c", SECRET: "x".repeat(32) });
    expect([await gone.ended, gone.said.text]).toEqual([1, expect.stringContaining("cannot be reached")]);
  });

  it("starts with nothing, keeps its secret to itself, stops the database with it, and starts again with what was there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "armature-server-"));
    folders.push(folder);
    for (const round of [1, 2]) {
      const { child, said, ended } = run(["--role", "worker"], { DATA_DIR: folder });
      await expect.poll(() => said.text, { timeout: 50_000 }).toContain("Armature works");
      const secret = readFileSync(join(folder, "secret"), "utf8");
      expect([round, secret.length, statSync(join(folder, "secret")).mode & 0o777]).toEqual([round, 64, 0o600]);
      expect(said.text).not.toContain(secret);
      child.kill("SIGTERM");
      expect(await ended).toBe(0);
      const home = existsSync(join(folder, "location")) ? readFileSync(join(folder, "location"), "utf8").trim() : folder;
      expect(existsSync(join(home, "postgres", "PG_VERSION"))).toBe(true);
      expect(existsSync(join(home, "postgres", "postmaster.pid"))).toBe(false);
    }
  });
});
