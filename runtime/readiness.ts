import type { Database } from "#db";

/** What a process needs to do its work, and whether it has it. */
export interface Checks {
  readonly database: boolean;
  /** the schema is at least as new as the code */
  readonly migrations: boolean;
  /** absent in a process that runs no flows */
  readonly worker?: boolean;
}

export interface Readiness {
  now(): Promise<Checks>;
}

/** ms for which an answer holds, however often it is asked for: probes of anybody cost the database one question a second. */
const holdsMs = 1_000;

/** Looks at the parts when it is asked, at most once a second. */
export function createReadiness(parts: {
  readonly db: Pick<Database, "healthy" | "hasMigration">;
  readonly migration: string | undefined;
  readonly worker: () => { isRunning(): boolean } | undefined;
}): Readiness {
  const { db, migration } = parts;
  let until = 0;
  let asked: Promise<Omit<Checks, "worker">> | undefined;

  const ask = async (): Promise<Omit<Checks, "worker">> => {
    const database = await db.healthy();
    // a table that is not there is a schema that is not the code's
    const migrations = database && (migration === undefined || (await db.hasMigration(migration).catch(() => false)));
    return { database, migrations };
  };
  return {
    async now() {
      const at = performance.now();
      if (asked === undefined || at >= until) {
        until = at + holdsMs;
        asked = ask();
      }
      const worker = parts.worker();
      return { ...(await asked), ...(worker === undefined ? {} : { worker: worker.isRunning() }) };
    },
  };
}
