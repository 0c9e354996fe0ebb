import type postgres from "postgres";
import { runSingle } from "./single.ts";
import type { Pool } from "./pool.ts";

/** How far somebody has been told, as the database said it. */
export interface AuthStamp {
  /** tells one server from another, and one of its lives from the next: numbers of transactions mean something only within one */
  readonly server: string;
  /** transactions whose changes were seen */
  readonly snapshot: string;
  /** ms since 1970, by the database's clock */
  readonly at: number;
}

export interface AuthChanges {
  readonly stamp: AuthStamp;
  /** ids of keys, sessions, people and tenants that changed since; undefined: anything may have */
  readonly subjects: readonly string[] | undefined;
}

/** Subjects of one answer; beyond it anything may have changed. */
const mostSubjects = 10_000;
/** Who was told longer ago than this, in ms, is not told what changed since: it may have been forgotten. */
const mostAway = 300_000;
/** Minutes for which a change is kept after it was seen committed; more than `mostAway`. */
const keptMinutes = 10;

/**
 * $1 the snapshot of the last answer. A transaction that was open then, and whatever began later, is not visible in it: changes that are
 * committed late are told late, and none is told twice or left out.
 */
const changedText = `select extract(epoch from pg_postmaster_start_time())::text as server, pg_current_snapshot()::text as snapshot,
  (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
  (select coalesce(jsonb_agg(subject), '[]') from (select distinct c.subject from auth.change c
    where c.xid >= pg_snapshot_xmin($1::text::pg_snapshot) and not pg_visible_in_snapshot(c.xid, $1::text::pg_snapshot) limit ${mostSubjects + 1}) found) as subjects`;

/** Once per call, so that it never takes long. */
const sweepText = `with gone as (delete from auth.change where ctid = any(array(
    select ctid from auth.change where seen_at < now() - interval '${keptMinutes} minutes' limit 10000 for update skip locked)))
  update auth.change set seen_at = now() where ctid = any(array(select ctid from auth.change where seen_at is null limit 10000 for update skip locked))`;

/** What changed since a stamp among that on which somebody's way in hangs; without a stamp: from when on it will be told. */
export async function readAuthChanges(pool: Pool, since?: AuthStamp): Promise<AuthChanges> {
  const [row] = await runSingle<{ server: string; snapshot: string; at: number; subjects: string[] }>(pool, changedText, [
    since?.snapshot ?? null,
  ]);
  const { server, snapshot, at, subjects } = row!;
  const away = since === undefined ? Infinity : at - since.at;
  // a clock that was set back says nothing about how long it was
  const known = since?.server === server && away >= -1_000 && away < mostAway && subjects.length <= mostSubjects && !subjects.includes("*");
  return { stamp: { server, snapshot, at }, subjects: known ? subjects : undefined };
}

/** Forgets what everybody has been told of; to be called about once a minute, by whomever. */
export async function sweepAuthChanges(pool: Pool): Promise<void> {
  await runSingle(pool, sweepText);
}

/** Which changes are noted, and whose id is the subject. Spelled as the server spells them. */
const triggers = Object.entries({
  api_key: ["AFTER DELETE OR UPDATE", "id"],
  session: ["AFTER DELETE OR UPDATE", "id"],
  '"user"': ["AFTER DELETE OR UPDATE", "id"],
  membership: ["AFTER INSERT OR DELETE OR UPDATE", "user_id"],
  // its settings are part of its metadata
  tenant: ["AFTER DELETE OR UPDATE OF id, slug, name, status", "id"],
} as const).flatMap(([table, [when, column]]) => [
  {
    table,
    name: "note_change",
    text: `CREATE TRIGGER note_change ${when} ON auth.${table} FOR EACH ROW EXECUTE FUNCTION auth.note_change('${column}')`,
  },
  {
    table,
    name: "note_truncate",
    text: `CREATE TRIGGER note_truncate AFTER TRUNCATE ON auth.${table} FOR EACH STATEMENT EXECUTE FUNCTION auth.note_change()`,
  },
]);

/**
 * The triggers that note changes, whoever makes them. Tables of the auth schema alone: they stay on one server, which those of tenants need not.
 * They fire always: also for what is restored or replicated.
 */
export async function noteAuthChanges(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create or replace function auth.note_change() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $body$
    begin
      insert into auth.change (subject)
        select distinct coalesce(which.changed ->> tg_argv[0], '*')
        from (select case when tg_level = 'ROW' then to_jsonb(old) end union all select case when tg_level = 'ROW' then to_jsonb(new) end) which (changed)
        where which.changed is not null or tg_level = 'STATEMENT'
      on conflict do nothing;
      return null;
    end $body$;
    revoke all on function auth.note_change() from public;`);
  const found = await sql.unsafe<{ name: string; is: string; always: boolean }[]>(
    `select tgrelid::regclass::text || ' ' || tgname as name, pg_get_triggerdef(oid) as is, tgenabled = 'A' as always from pg_trigger
      where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'auth'::regnamespace)`,
  );
  for (const { table, name, text } of triggers) {
    const known = found.find((each) => each.name === `auth.${table} ${name}`);
    if (known?.is === text && known.always) continue;
    if (known !== undefined) await sql.unsafe(`drop trigger ${name} on auth.${table}`);
    await sql.unsafe(text);
    await sql.unsafe(`alter table auth.${table} enable always trigger ${name}`);
  }
}
