import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import postgres from "postgres";
import { secure } from "./secure.ts";

/** Of the advisory lock that one migration at a time holds; any number, the same for ever. */
const lock = 4_207_119_653;

/** Fixes of leaks through statistics came with these; older ones are refused. */
const oldest = new Map([
  [15, 150_014],
  [16, 160_010],
  [17, 170_006],
]);

const ours = fileURLToPath(new URL("./migrations", import.meta.url));

/** Hash of the last migration that this code knows: a database that has it is at least as new as the code. */
export const lastMigration = (): string => readMigrationFiles({ migrationsFolder: ours }).at(-1)!.hash;

export interface MigrateOptions {
  /** Folder made by drizzle-kit. */
  readonly folder?: string;
}

/**
 * Brings the database that `url` (the owner's) names to the present schema, with its roles, grants and row security.
 * One transaction under an advisory lock: what fails leaves the earlier state, and processes that start together wait for each other.
 * Returns how many migrations were applied; 0 when it was up to date.
 *
 * @throws NeedsAdministrator when the owner may not make the role that works across tenants
 */
export async function migrate(url: string, secret: string, options: MigrateOptions = {}): Promise<number> {
  const folder = options.folder ?? ours;
  for (let attempt = 1; ; attempt++) {
    try {
      return await migrateOnce(url, secret, folder);
    } catch (error) {
      // Roles belong to the whole server: another database of it may be changing them at this moment.
      if (attempt === 8 || !/tuple concurrently|pg_authid_rolname_index/.test(String(error))) throw error;
      await new Promise((later) => setTimeout(later, 50 * attempt));
    }
  }
}

async function migrateOnce(url: string, secret: string, folder: string): Promise<number> {
  const migrations = readMigrationFiles({ migrationsFolder: folder });
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "armature migrate" },
  });
  try {
    // One connection and simple statements: the whole of it is one transaction, sent by hand.
    await sql.unsafe("begin");
    try {
      await sql.unsafe(`select pg_advisory_xact_lock(${lock})`);
      await checkServer(sql);
      await sql.unsafe("create schema if not exists drizzle");
      await sql.unsafe(
        "create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)",
      );
      const applied = await sql.unsafe<{ hash: string }[]>("select hash from drizzle.__drizzle_migrations order by id");
      migrations.slice(0, applied.length).forEach((migration, i) => {
        if (migration.hash !== applied[i]!.hash)
          throw new Error(`migration ${i + 1} of this database was another one than the code's; it was changed after it had been applied`);
      });
      if (applied.length > migrations.length) throw new Error("this database was made by newer code: its last migrations are unknown here");
      for (const migration of migrations.slice(applied.length)) {
        for (const statement of migration.sql) await sql.unsafe(statement);
        await sql.unsafe(
          `insert into drizzle.__drizzle_migrations (hash, created_at) values ('${migration.hash}', ${migration.folderMillis})`,
        );
      }
      await secure(sql, secret);
      await sql.unsafe("commit");
      return migrations.length - applied.length;
    } catch (error) {
      await sql.unsafe("rollback").catch(() => undefined);
      throw error;
    }
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function checkServer(sql: postgres.Sql): Promise<void> {
  const [server] = await sql.unsafe<{ number: number; encoding: string }[]>(
    "select current_setting('server_version_num')::int as number, current_setting('server_encoding') as encoding",
  );
  const number = server?.number ?? 0;
  if (number < (oldest.get(Math.floor(number / 10_000)) ?? 150_014))
    throw new Error(`Postgres ${number} is too old: 15.14, 16.10, 17.6, 18 or newer of these is needed`);
  if (server?.encoding !== "UTF8") throw new Error(`the database has encoding ${server?.encoding}; UTF8 is needed`);
}
