import type postgres from "postgres";

/** What the database says of row security, rights and functions, printable. */
export async function wallOf(sql: postgres.Sql) {
  const tables = await sql.unsafe<{ name: string }[]>(`
    select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced,
      pg_get_userbyid(c.relowner) in ('app_rt', 'app_auth', 'app_claim') as owned_by_app,
      (select json_agg(json_build_array(p.policyname, p.permissive, p.cmd, p.roles::text, p.qual, p.with_check) order by p.policyname) from pg_policies p
       where p.schemaname = 'public' and p.tablename = c.relname) as policies
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`);
  const grants = await sql.unsafe<{ name: string }[]>(`
    select grantee || ' ' || table_schema || '.' || table_name || ' ' || lower(privilege_type) as name from information_schema.role_table_grants
    where table_schema not in ('pg_catalog', 'information_schema') and grantee in ('app_rt', 'app_auth', 'app_claim', 'PUBLIC') order by 1`);
  const functions = await sql.unsafe<{ name: string }[]>(`
    select p.oid::regprocedure::text as name, pg_get_userbyid(p.proowner) as owner, p.prosecdef as definer, p.proconfig::text as config, p.proacl::text as acl
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'platform', 'auth') order by 1`);
  return {
    tables: Object.fromEntries(tables.map(({ name, ...rest }) => [name, rest])) as Record<string, unknown>,
    grants: grants.map(({ name }) => name),
    functions: functions.map((each) => ({ ...each })) as Record<string, unknown>[],
  };
}
