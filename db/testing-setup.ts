import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Owner's address of the template that each test file's database is cloned from. */
    templateUrl: string;
  }
}

/** Of every test server: it guards nothing. */
export const testSecret = "secret of the tests";

const prefix = "armature-test-";

/**
 * A server for this run alone (so that runs at the same time do not meet), fast and forgetful, with a migrated template.
 * TEST_DATABASE_URL names an owner on another server instead, such as an older Postgres.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env["TEST_DATABASE_URL"];
  const server = external === undefined ? await startServer() : { url: external, stop: () => Promise.resolve() };
  const name = `template_${randomBytes(6).toString("hex")}`;
  const admin = postgres(server.url, { max: 1, fetch_types: false, onnotice: () => undefined });
  await admin.unsafe(`create database ${name}`);
  const template = new URL(server.url);
  template.pathname = `/${name}`;
  await migrate(template.href, testSecret);
  project.provide("templateUrl", template.href);
  return async () => {
    if (external !== undefined) await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end({ timeout: 1 });
    await server.stop();
  };
}

/** A server of its own in a temporary folder. Servers of runs that were killed are stopped on the way. */
async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  for (const name of await readdir(tmpdir())) if (name.startsWith(prefix)) await sweep(join(tmpdir(), name));
  const dataDir = await mkdtemp(join(tmpdir(), prefix));
  await chmod(dataDir, 0o755);
  const server = await startEmbedded({ dataDir, settings: fast });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Nothing has to survive. */
const fast = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  shared_buffers: "64MB",
  max_wal_size: "4GB",
};

/** Stops what the run that made `dataDir` left behind, when that run is no more. */
async function sweep(dataDir: string): Promise<void> {
  const owner = Number(await readFile(join(dataDir, "owner"), "utf8").catch(() => "0"));
  if (owner === 0) return;
  try {
    process.kill(owner, 0);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") return;
  }
  const server = await startEmbedded({ dataDir }).catch(() => undefined);
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
}
