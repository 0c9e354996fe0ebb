import type postgres from "postgres";
import { noteAuthChanges } from "./auth-changes.ts";
import { verifierOf, type LoginRole } from "./credentials.ts";

/** The one policy of every tenant table. Raises when no tenant is bound: fails closed, never "0 rows". */
export const policy = "(tenant_id = (current_setting('app.tenant_id'::text))::uuid)";

/** Rows of these are written once: the app may neither change nor delete them. */
export const appendOnly: ReadonlySet<string> = new Set(["revision", "document_patch", "record_history", "table_version", "event"]);

/** Rows of these are written once too, and may be deleted when their time is over. */
export const neverChanged: ReadonlySet<string> = new Set(["decision"]);

/** Back-stops behind the limits of each transaction. The check interval ends the work of clients that are gone. */
const roleSettings = {
  statement_timeout: "5s",
  // one tenant's query takes one core; starting workers costs more than most of what is asked here
  max_parallel_workers_per_gather: "0",
  idle_in_transaction_session_timeout: "10s",
  lock_timeout: "1s",
  client_connection_check_interval: "2s",
  search_path: "public",
};

/** The owner may not make a role that bypasses row security; `sql` is what an administrator runs once. */
export class NeedsAdministrator extends Error {
  readonly sql: string;
  constructor(owner: string, found?: { bypass: boolean }) {
    const role =
      found === undefined ? "create role app_claim nologin bypassrls;" : found.bypass ? "" : "alter role app_claim nologin bypassrls;";
    const statements = `${role}\ngrant app_claim to ${quoted(owner)};`.trim();
    super(
      `the owner ${quoted(owner)} may not give app_claim what it needs; an administrator of the server has to run once:\n\n${statements}\n`,
    );
    this.sql = statements;
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * Roles, row security, grants and definer functions, brought to what they have to be; to run inside the migration's transaction.
 * Takes strong locks only where something differs, so that a process can start beside running ones.
 */
export async function secure(sql: postgres.Sql, secret: string): Promise<void> {
  const [owner] = await sql.unsafe<{ name: string; super: boolean; bypass: boolean; create: boolean; version: number }[]>(
    `select rolname as name, rolsuper as super, rolbypassrls as bypass, rolcreaterole as create, current_setting('server_version_num')::int as version
     from pg_roles where rolname = current_user`,
  );
  const roles = new Map(
    (
      await sql.unsafe<{ name: string; strong: boolean; bypass: boolean; ours: boolean }[]>(
        `select rolname as name, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong, rolbypassrls as bypass,
                pg_has_role(current_user, oid, 'member') as ours
         from pg_roles where rolname in ('app_rt', 'app_auth', 'app_claim')`,
      )
    ).map((role) => [role.name, role]),
  );
  for (const role of ["app_rt", "app_auth"] satisfies LoginRole[]) {
    if (roles.get(role)?.strong)
      throw new Error(`the role ${role} has rights it must not have (superuser, bypassrls, createrole or createdb)`);
    await sql.unsafe(`${roles.has(role) ? "alter" : "create"} role ${role} login password '${verifierOf(role, secret)}'`);
    for (const [name, value] of Object.entries(roleSettings)) await sql.unsafe(`alter role ${role} set ${name} = '${value}'`);
  }
  await sql.unsafe("alter role app_rt set jit = 'off'");
  const claim = roles.get("app_claim");
  if (claim === undefined) {
    if (!owner!.super && !(owner!.version >= 160_000 && owner!.bypass && owner!.create)) throw new NeedsAdministrator(owner!.name);
    await sql.unsafe("create role app_claim nologin bypassrls");
    if (!owner!.super) await sql.unsafe("grant app_claim to current_user");
  } else if (!claim.bypass || !claim.ours) throw new NeedsAdministrator(owner!.name, claim);
  await wall(sql);
  await grant(sql);
  await defineFunctions(sql);
  await noteAuthChanges(sql);
}

/** Row security on every table of public that has a tenant_id. */
async function wall(sql: postgres.Sql): Promise<void> {
  const tables = await sql.unsafe<{ name: string; enabled: boolean; forced: boolean; policies: string[] }[]>(
    `select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
            coalesce((select json_agg(p.policyname || '|' || p.permissive || '|' || p.cmd || '|' || p.roles::text || '|' || coalesce(p.qual, '') || '|' || coalesce(p.with_check, ''))
                      from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname), '[]') as policies
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`,
  );
  const right = `tenant|PERMISSIVE|ALL|{public}|${policy}|${policy}`;
  for (const table of tables) {
    const name = `public.${quoted(table.name)}`;
    if (!table.enabled) await sql.unsafe(`alter table ${name} enable row level security`);
    if (!table.forced) await sql.unsafe(`alter table ${name} force row level security`);
    if (table.policies.length === 1 && table.policies[0] === right) continue;
    for (const found of table.policies) await sql.unsafe(`drop policy ${quoted(found.split("|")[0]!)} on ${name}`);
    await sql.unsafe(`create policy tenant on ${name} using ${policy} with check ${policy}`);
  }
}

async function grant(sql: postgres.Sql): Promise<void> {
  const tables = await sql.unsafe<{ name: string }[]>("select tablename as name from pg_tables where schemaname = 'public'");
  await sql.unsafe(`
    revoke create on schema public from public;
    revoke all on all tables in schema public, auth, platform, drizzle from public, app_rt, app_auth, app_claim;
    revoke all on schema auth, platform from public;
    grant usage on schema public to app_rt, app_claim;
    grant usage on schema platform to app_rt, app_auth;
    grant usage on schema auth to app_auth;
    grant select, insert, update, delete on all tables in schema auth to app_auth;
    grant select on platform.package_release to app_rt;
    grant usage on schema drizzle to app_rt;
    grant select on drizzle.__drizzle_migrations to app_rt;
    grant select, insert on platform.package_release to app_auth;
    grant select, update on public.work to app_claim;
    grant select on public.active_revision, public.record_search to app_claim;
    grant select (tenant_id) on public.records to app_claim;
    grant usage on schema auth to app_claim;
    grant select on auth.membership to app_claim;
    ${tables.map(({ name }) => `grant select, insert${appendOnly.has(name) ? "" : neverChanged.has(name) ? ", delete" : ", update, delete"} on public.${quoted(name)} to app_rt;`).join("\n")}`);
}

/**
 * The functions that look across tenants, or at who belongs to the tenant bound. They give out ids and times, never what a row says.
 *
 * claim_work leases, under the name `worker` that is new at each claim, work whose lease has run out, then due work, class by class in the order they
 * are named, within a class by fairness.
 * Planned anew each time: whether few or many of the ready rows are due decides between two indexes. `= any(array(…))` because a joined
 * `for update skip locked … limit` may be run again for each row and lease more than was asked for.
 *
 * large_tenants gives what the database's own statistics say: of the tenants with the most records those with more than so many, and about how many.
 *
 * search_records gives candidates of the tenant bound: records with all grams of one of several needles, `width` grams each; more than `most`
 * say that there are more. No index of arrays serves under row security. Grams are a tenant's own, so that their index alone is asked
 * (`offset 0`) however few or many records he has, and the tenant bound decides.
 */
async function defineFunctions(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
    create or replace function platform.claim_work(worker uuid, classes text[], most int, lease_seconds float8)
    returns table (tenant_id uuid, work_id uuid)
    language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $body$
    declare
      taken tid[];
      name text;
    begin
      taken := array(
        select w.ctid from public.work w
        where w.state = 1 and w.lease_until < now() and w.class = any (classes)
        order by w.lease_until limit most for update skip locked);
      foreach name in array classes loop
        exit when cardinality(taken) >= most;
        taken := taken || array(
          select w.ctid from public.work w
          where w.state = 0 and w.due_at <= now() and w.class = name
          order by w.vft limit most - cardinality(taken) for update skip locked);
      end loop;
      return query
        update public.work w
        set state = 1, lease_owner = worker, lease_until = now() + make_interval(secs => lease_seconds), deliveries = w.deliveries + 1
        where w.ctid = any (taken)
        returning w.tenant_id, w.id;
    end $body$;

    create or replace function platform.next_due(classes text[])
    returns float8
    language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
      select 1000 * greatest(0, extract(epoch from due.at - now()))::float8
      from (select least(
        (select min(w.due_at) from public.work w where w.state = 0 and (classes is null or w.class = any (classes))),
        (select min(w.lease_until) from public.work w where w.state = 1 and (classes is null or w.class = any (classes)))
      ) as at) due
      where due.at is not null
    $body$;

    create or replace function platform.revised_since(since timestamptz)
    returns table (tenant_id uuid, stamp text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
      select a.tenant_id, a.changed_at::text from public.active_revision a where a.changed_at > since order by a.changed_at limit 10000
    $body$;

    create or replace function platform.large_tenants(above float8)
    returns table (tenant_id uuid, records float8)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
      select known.tenant_id, known.share * c.reltuples
      from pg_stats s
      join pg_class c on c.oid = 'public.records'::regclass
      cross join unnest(s.most_common_vals::text::uuid[], s.most_common_freqs) as known (tenant_id, share)
      where s.schemaname = 'public' and s.tablename = 'records' and s.attname = 'tenant_id' and known.share * c.reltuples > above
    $body$;

    create or replace function platform.members_among(people text[])
    returns table (user_id text)
    language sql stable security definer set search_path = pg_catalog, pg_temp as $body$
      select m.user_id from auth.membership m
      where m.tenant_id = current_setting('app.tenant_id')::uuid and m.user_id = any (people)
    $body$;

    create or replace function platform.search_records(object text, needles bigint[], width int, most int)
    returns setof uuid
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan
    set enable_seqscan = 'off' as $body$
    declare
      place int := 1;
      found_here int;
      left_over int := most;
    begin
      while place <= cardinality(needles) and left_over > 0 loop
        return query
          select s.record_id
          from (select r.tenant_id, r.object_id, r.record_id from public.record_search r where r.grams @> needles[place:place + width - 1] offset 0) s
          where s.tenant_id = current_setting('app.tenant_id')::uuid and s.object_id = object
          limit left_over;
        get diagnostics found_here = row_count;
        left_over := left_over - found_here;
        place := place + width;
      end loop;
    end $body$;

    revoke all on function platform.search_records(text, bigint[], int, int), platform.claim_work(uuid, text[], int, float8), platform.next_due(text[]), platform.revised_since(timestamptz), platform.members_among(text[]), platform.large_tenants(float8) from public;
    grant execute on function platform.search_records(text, bigint[], int, int), platform.claim_work(uuid, text[], int, float8), platform.next_due(text[]), platform.revised_since(timestamptz), platform.members_among(text[]), platform.large_tenants(float8) to app_rt;`);
  // A function's owner must be able to create in its schema at the moment it becomes the owner.
  await sql.unsafe(`
    grant usage, create on schema platform to app_claim;
    alter function platform.claim_work(uuid, text[], int, float8) owner to app_claim;
    alter function platform.next_due(text[]) owner to app_claim;
    alter function platform.revised_since(timestamptz) owner to app_claim;
    alter function platform.members_among(text[]) owner to app_claim;
    alter function platform.large_tenants(float8) owner to app_claim;
    alter function platform.search_records(text, bigint[], int, int) owner to app_claim;
    revoke create on schema platform from app_claim;`);
}
