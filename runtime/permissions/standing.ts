import type { Database } from "#db";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { verbs } from "../effective/union-grants.ts";
import { briefCache } from "../identity/brief-cache.ts";
import { accessTo } from "./access.ts";
import { rolesAround } from "./role-order.ts";

/** Where a person stands among the others of his tenant: what rules over records know as `$user.teamIds` and its like. */
export interface Standing {
  /** teams he is in, and those they stand within */
  readonly teamIds: readonly string[];
  /** himself and everybody who is in one of his own teams */
  readonly mateIds: readonly string[];
  /** people whose role stands under one of his, and those in teams that he leads or that stand within one */
  readonly belowIds: readonly string[];
  /** people whose role stands above one of his, and who lead a team he is in or one it stands within */
  readonly aboveIds: readonly string[];
  /** the same people as `created_by` holds them: "user:<id>" */
  readonly mateBy: readonly string[];
  readonly belowBy: readonly string[];
  readonly aboveBy: readonly string[];
  /** those of the lists that were cut at `mostPeople`: a rule that reads one is refused */
  readonly crowded: ReadonlySet<string>;
  /** how shares of records name him: "user:<id>", "team:<id>", "role:<name>" */
  readonly holders: readonly string[];
  /** of how many records of an object, by its id, something was given to him; counted up to one more than `mostShareIds` */
  readonly shared: ReadonlyMap<string, number>;
}

/** Most people that one named list holds. */
export const mostPeople = 5_000;

/**
 * Most shares that are looked up first, so that the records are found by their ids. Each record that is looked at for another reason is compared
 * with all of them: beyond this it is cheaper to ask for each record.
 */
export const mostShareIds = 250;

export interface Standings {
  readonly of: (actor: Actor, effective: Effective) => Promise<Standing>;
  /** Forgets in this process; others learn within a second. */
  readonly clear: () => void;
  /** Teams were changed: forgets here and in every other process. */
  readonly changed: () => Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const channel = "standing";

/** $1 tenant, $2 user, $3 most, $4 objects to look for shares of, $5 holders by person and role */
const text = `with recursive
  mine as (select team_id, leads from team_member where tenant_id = $1::uuid and user_id = $2::text),
  upward as (
    select t.id, t.parent_id from team t where t.tenant_id = $1::uuid and t.id in (select team_id from mine)
    union select p.id, p.parent_id from team p join upward on p.id = upward.parent_id where p.tenant_id = $1::uuid),
  led as (
    select t.id from team t where t.tenant_id = $1::uuid and t.id in (select team_id from mine where leads)
    union select c.id from team c join led on c.parent_id = led.id where c.tenant_id = $1::uuid),
  holder as (select unnest($5::text[]) as name union all select 'team:' || id::text from upward)
select
  (select coalesce(jsonb_agg(id), '[]') from upward) as teams,
  (select coalesce(jsonb_agg(user_id), '[]') from (select distinct user_id from team_member
    where tenant_id = $1::uuid and team_id in (select team_id from mine) limit $3::int) as found) as mates,
  (select coalesce(jsonb_agg(user_id), '[]') from (select distinct user_id from team_member
    where tenant_id = $1::uuid and team_id in (select id from led) and user_id <> $2::text limit $3::int) as found) as below,
  (select coalesce(jsonb_agg(user_id), '[]') from (select distinct user_id from team_member
    where tenant_id = $1::uuid and leads and team_id in (select id from upward) and user_id <> $2::text limit $3::int) as found) as above,
  (select coalesce(jsonb_object_agg(o, n), '{}') from unnest($4::text[]) as o cross join lateral (select count(*)::int as n from (
    select 1 from record_share s where s.tenant_id = $1::uuid and s.object_id = o and s.holder = any(array(select name from holder))
    limit ${mostShareIds + 1}) as those) as counted where n > 0) as shared`;

/** $1 tenant, $2 roles, $3 most */
const holdersOfRoles = `select user_id, roles from auth.membership where tenant_id = $1::uuid and roles && $2::text[] order by user_id limit $3::int`;

/** People are looked up at most once a second for each person, and only where a rule or a share asks. */
export function createStandings(db: Database): Standings {
  const kept = briefCache<Standing>();
  let listening: { stop(): Promise<void> }[] = [];

  async function load(actor: Actor, effective: Effective): Promise<Standing> {
    const { tenantId, userId, roles } = actor;
    const around = rolesAround(effective, roles);
    const named = [...around.below, ...around.above];
    const holders = [...(userId === null ? [] : [`user:${userId}`]), ...roles.map((role) => `role:${role}`)];
    const [[rows], people] = await Promise.all([
      db.batch(tenantId, [{ text, params: [tenantId, userId ?? "", mostPeople + 1, limitedObjects(effective, roles), holders] }], {
        readOnly: true,
      }),
      named.length === 0 ? [] : db.auth.query<{ user_id: string; roles: string[] }>(holdersOfRoles, [tenantId, named, mostPeople + 1]),
    ]);
    const row = rows![0] as { teams: string[]; mates: string[]; below: string[]; above: string[]; shared: Record<string, number> };
    const having = (wanted: ReadonlySet<string>) =>
      people.filter((each) => each.user_id !== userId && each.roles.some((role) => wanted.has(role))).map((each) => each.user_id);
    const crowded = new Set<string>();
    const list = (name: string, ...parts: readonly (readonly string[])[]): readonly string[] => {
      const found = [...new Set(parts.flat())];
      if (found.length <= mostPeople && (name === "mate" || people.length <= mostPeople)) return found;
      crowded.add(`$user.${name}Ids`).add(`$user.${name}By`);
      return [];
    };
    const mateIds = list("mate", userId === null ? [] : [userId], row.mates);
    const belowIds = list("below", row.below, having(around.below));
    const aboveIds = list("above", row.above, having(around.above));
    return Object.freeze({
      teamIds: row.teams,
      mateIds,
      belowIds,
      aboveIds,
      mateBy: mateIds.map(byOf),
      belowBy: belowIds.map(byOf),
      aboveBy: aboveIds.map(byOf),
      crowded,
      holders: [...holders, ...row.teams.map((id) => `team:${id}`)],
      shared: new Map(Object.entries(row.shared)),
    });
  }

  return {
    async of(actor, effective) {
      const key = JSON.stringify([actor.tenantId, actor.userId, effective.revision, ...actor.roles]);
      return (await kept.get(key, () => load(actor, effective)))!;
    },
    clear: kept.clear,
    async changed() {
      kept.clear();
      await db.notify(channel, "");
    },
    async start() {
      listening = await Promise.all([
        db.listen(channel, kept.clear, kept.clear),
        // who has which role is part of where people stand
        db.listen("identity", kept.clear, kept.clear),
      ]);
    },
    async stop() {
      await Promise.all(listening.map((each) => each.stop()));
      listening = [];
    },
  };
}

const byOf = (id: string): string => `user:${id}`;

/** Ids of the objects of which roles reach some records and not others: there a rule may ask where one stands, and a share give more. */
const limitedObjects = (effective: Effective, roles: readonly string[]): readonly string[] =>
  effective.memo(`limited:${JSON.stringify(roles)}`, () => {
    const actor: Actor = { tenantId: effective.tenantId, userId: null, by: "", roles, locale: "" };
    return [...effective.objects.values()].flatMap((object) => {
      const access = accessTo(effective, actor, object.name);
      return verbs.some((verb) => access?.[verb]?.rows !== undefined) ? [object.id] : [];
    });
  });

/** Names of what only the standing knows. */
export const standingNames = /\$user\.(team|mate|below|above)/;

/** Whether an expression reads where the asker stands. */
export const readsStanding = (logic: unknown): boolean => logic !== undefined && standingNames.test(JSON.stringify(logic));

/**
 * The actor with his standing, where what his roles may do depends on it: laid on once at the door, before anything is planned.
 * `filter`: what he asks, which may name people and teams too.
 */
export async function stand(
  { standings }: { readonly standings: Standings },
  effective: Effective,
  actor: Actor,
  filter?: unknown,
): Promise<Actor> {
  if (actor.standing !== undefined || actor.unrestricted === true || actor.only !== undefined) return actor;
  if (limitedObjects(effective, actor.roles).length === 0 && !readsStanding(filter)) return actor;
  return { ...actor, standing: await standings.of(actor, effective) };
}
