import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Tx } from "#db";
import type { Actor } from "../actor.ts";
import { mayAdminister } from "../identity/capabilities.ts";
import type { Platform } from "../platform.ts";
import { newId } from "../uuid.ts";

export interface TeamMember {
  readonly userId: string;
  readonly leads: boolean;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  /** the team it stands within; null: within none */
  readonly parentId: string | null;
  /** by user id; told to those who administer and to its members */
  readonly members?: readonly TeamMember[];
}

/** Most teams of a tenant, members of one team, and levels of teams within teams. */
export const teamLimits = { teams: 2_000, members: 5_000, depth: 20 } as const;

const allText = `select t.id, t.name, t.parent_id,
  coalesce((select jsonb_agg(jsonb_build_object('userId', m.user_id, 'leads', m.leads) order by m.user_id) from team_member m
    where m.tenant_id = t.tenant_id and m.team_id = t.id), '[]') as members
 from team t where t.tenant_id = $1::uuid order by t.name collate "C", t.id limit ${teamLimits.teams}`;

/** All teams of the tenant, by name. */
export async function listTeams(platform: Platform, actor: Actor): Promise<readonly Team[]> {
  const effective = await platform.effectives.get(actor.tenantId);
  const all = mayAdminister(actor, effective);
  const [rows] = await platform.db.batch(actor.tenantId, [{ text: allText, params: [actor.tenantId] }], { readOnly: true });
  return rows!.map((row) => {
    const members = row["members"] as TeamMember[];
    const own = all || members.some(({ userId }) => userId === actor.userId);
    return {
      id: row["id"] as string,
      name: row["name"] as string,
      parentId: row["parent_id"] as string | null,
      ...(own ? { members } : {}),
    };
  });
}

export interface TeamChange {
  readonly name?: string;
  readonly parentId?: string | null;
}

const noTeam = (path = ""): Problem => problem("not_found", path, "There is no team of this id.", { reason: "team" });
const noParent = (): Problem =>
  problem("broken_reference", "/parentId", "There is no team of this id to stand within.", { reason: "parent" });

/** Makes a team. */
export const createTeam = (platform: Platform, actor: Actor, { name, parentId = null }: TeamChange & { readonly name: string }) =>
  changing(platform, actor, async (tx, teams) => {
    if (teams.size >= teamLimits.teams)
      return refused(
        problem("limit_exceeded", "", `A tenant has at most ${teamLimits.teams} teams.`, {
          reason: "teams",
          details: { limit: teamLimits.teams },
        }),
      );
    if (parentId !== null && !teams.has(parentId)) return refused(noParent());
    if (parentId !== null && chainOf(teams, parentId).length >= teamLimits.depth) return refused(tooDeep());
    const id = newId();
    await tx.query("insert into team (tenant_id, id, name, parent_id) values ($1::uuid, $2::uuid, $3::text, $4::uuid)", [
      actor.tenantId,
      id,
      name.trim(),
      parentId,
    ]);
    return ok({ id, name: name.trim(), parentId, members: [] } satisfies Team);
  });

/** Renames a team, or moves it within another; never within itself or one that stands within it. */
export const changeTeam = (platform: Platform, actor: Actor, id: string, change: TeamChange): Promise<Result<Team>> =>
  changing(platform, actor, async (tx, teams) => {
    const team = teams.get(id);
    if (team === undefined) return refused(noTeam());
    const parentId = change.parentId === undefined ? team.parentId : change.parentId;
    if (parentId !== null) {
      if (!teams.has(parentId)) return refused(noParent());
      const chain = chainOf(teams, parentId);
      if (chain.includes(id))
        return refused(problem("invalid", "/parentId", "A team cannot stand within itself.", { reason: "within_itself" }));
      if (chain.length + heightOf(teams, id) > teamLimits.depth) return refused(tooDeep());
    }
    const name = change.name?.trim() ?? team.name;
    await tx.query("update team set name = $3::text, parent_id = $4::uuid where tenant_id = $1::uuid and id = $2::uuid", [
      actor.tenantId,
      id,
      name,
      parentId,
    ]);
    return ok({ id, name, parentId } satisfies Team);
  });

/** Deletes a team; teams within it move up to where it stood, and what was shared with it is shared no longer. */
export const deleteTeam = (platform: Platform, actor: Actor, id: string): Promise<Result<Team>> =>
  changing(platform, actor, async (tx, teams) => {
    const team = teams.get(id);
    if (team === undefined) return refused(noTeam());
    const { tenantId } = actor;
    await tx.query("update team set parent_id = $3::uuid where tenant_id = $1::uuid and parent_id = $2::uuid", [
      tenantId,
      id,
      team.parentId,
    ]);
    await tx.query("delete from team_member where tenant_id = $1::uuid and team_id = $2::uuid", [tenantId, id]);
    await tx.query("delete from record_share where tenant_id = $1::uuid and holder = $2::text", [tenantId, `team:${id}`]);
    await tx.query("delete from team where tenant_id = $1::uuid and id = $2::uuid", [tenantId, id]);
    return ok(team);
  });

/** Takes somebody into a team, or says whether he leads it. */
export const setTeamMember = (platform: Platform, actor: Actor, id: string, { userId, leads }: TeamMember): Promise<Result<TeamMember>> =>
  changing(platform, actor, async (tx, teams) => {
    if (!teams.has(id)) return refused(noTeam());
    const { tenantId } = actor;
    const [known] = await tx.query("select user_id from platform.members_among($1::text[])", [[userId]]);
    if (known === undefined) return refused(problem("not_found", "", "Nobody of this tenant has this id.", { reason: "person" }));
    const [count] = await tx.query("select count(*)::int as n from team_member where tenant_id = $1::uuid and team_id = $2::uuid", [
      tenantId,
      id,
    ]);
    if (Number(count!["n"]) >= teamLimits.members)
      return refused(
        problem("limit_exceeded", "", `A team has at most ${teamLimits.members} members.`, {
          reason: "members",
          details: { limit: teamLimits.members },
        }),
      );
    await tx.query(
      `insert into team_member (tenant_id, team_id, user_id, leads) values ($1::uuid, $2::uuid, $3::text, $4::bool)
       on conflict (tenant_id, team_id, user_id) do update set leads = excluded.leads`,
      [tenantId, id, userId, leads],
    );
    return ok({ userId, leads });
  });

/** Takes somebody out of a team; not being in it is no problem. */
export const removeTeamMember = (platform: Platform, actor: Actor, id: string, userId: string): Promise<Result<undefined>> =>
  changing(platform, actor, async (tx, teams) => {
    if (!teams.has(id)) return refused(noTeam());
    await tx.query("delete from team_member where tenant_id = $1::uuid and team_id = $2::uuid and user_id = $3::text", [
      actor.tenantId,
      id,
      userId,
    ]);
    return ok(undefined);
  });

const tooDeep = (): Problem =>
  problem("limit_exceeded", "/parentId", `Teams stand within each other at most ${teamLimits.depth} deep.`, {
    reason: "team_depth",
    details: { limit: teamLimits.depth },
  });

type Teams = ReadonlyMap<string, Team>;

/** A team and those it stands within, from the inside out. */
function chainOf(teams: Teams, id: string): string[] {
  const chain: string[] = [];
  for (let at: string | null | undefined = id; at !== null && at !== undefined && !chain.includes(at); at = teams.get(at)?.parentId)
    chain.push(at);
  return chain;
}

/** How many levels a team and those within it take. */
const heightOf = (teams: Teams, id: string): number =>
  Math.max(1, ...[...teams.keys()].map((each) => chainOf(teams, each).indexOf(id) + 1));

/** One change of the tenant's teams at a time: whether a team may move depends on all of them. */
async function changing<Value>(
  platform: Platform,
  actor: Actor,
  work: (tx: Tx, teams: Teams) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!mayAdminister(actor, effective))
    return refused(problem("forbidden", "", "Teams are looked after by those who may administer.", { reason: "capability" }));
  const result = await platform.db.transaction(actor.tenantId, async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtextextended('teams ' || $1::text, 0))", [actor.tenantId]);
    const rows = await tx.query("select id, name, parent_id from team where tenant_id = $1::uuid", [actor.tenantId]);
    const teams = new Map(
      rows.map((row) => [
        row["id"] as string,
        { id: row["id"] as string, name: row["name"] as string, parentId: row["parent_id"] as string | null },
      ]),
    );
    return work(tx, teams);
  });
  if (result.ok) await platform.standings.changed();
  return result;
}
