import { randomBytes, randomUUID } from "node:crypto";
import postgres from "postgres";
import { inject } from "vitest";
import { openDatabase, type Database, type OpenOptions } from "./index.ts";
import { testSecret } from "./testing-setup.ts";

export { testSecret };

export interface TestDatabase {
  readonly db: Database;
  /** The owner's address. */
  readonly url: string;
  /** The owner: outside row security when it is a superuser, as on the test server. */
  readonly owner: postgres.Sql;
  /** Makes a tenant; its id. */
  tenant(slug?: string): Promise<string>;
  /** Closes everything and removes the database. */
  drop(): Promise<void>;
}

/** A database of its own, cloned from the migrated template: for one test file, in `beforeAll`; `drop` it in `afterAll`. */
export async function testDatabase(options: Partial<Omit<OpenOptions, "url" | "secret">> = {}): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const server = new URL(template);
  server.pathname = "/postgres";
  const name = `test_${randomBytes(6).toString("hex")}`;
  await once(server.href, `create database ${name} template ${template.pathname.slice(1)} strategy file_copy`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const owner = postgres(url.href, { max: 2, fetch_types: false, onnotice: () => undefined });
  const db = await openDatabase({ url: url.href, secret: testSecret, ...options });
  return {
    db,
    url: url.href,
    owner,
    async tenant(slug = `t-${randomBytes(4).toString("hex")}`) {
      const id = randomUUID();
      await owner`insert into auth.tenant (id, slug, name) values (${id}, ${slug}, ${slug})`;
      return id;
    },
    async drop() {
      await db.close();
      await owner.end({ timeout: 1 });
      await once(server.href, `drop database if exists ${name} with (force)`);
    },
  };
}

async function once(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => undefined });
  try {
    await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}
