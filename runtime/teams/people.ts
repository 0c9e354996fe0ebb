import type { Platform } from "../platform.ts";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import { mayAdminister } from "../identity/capabilities.ts";
import { removeMembership } from "../identity/tenant.ts";
import { lackedOf } from "./lacked.ts";

/** Somebody of the tenant. Roles and address are told to those alone who administer. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email?: string;
  readonly roles?: readonly string[];
}

export interface PeoplePage {
  readonly data: readonly Person[];
  readonly next: string | null;
}

/** Most people of one page. */
export const mostPeopleListed = 50;

/** $1 tenant, $2 text to look for or null, $3 name and $4 id to begin after or null, $5 most, $6 whether addresses are looked at, $7 only these or null */
const listText = `select u.id, u.name, u.email, m.roles from auth.membership m join auth."user" u on u.id = m.user_id
 where m.tenant_id = $1::uuid
   and ($2::text is null or strpos(lower(u.name), lower($2::text)) > 0 or ($6::bool and strpos(lower(u.email), lower($2::text)) > 0))
   and ($7::text[] is null or u.id = any($7::text[]))
   and ($3::text is null or (u.name collate "C", u.id collate "C") > ($3::text collate "C", $4::text collate "C"))
 order by u.name collate "C", u.id collate "C" limit $5::int`;

/** People of the tenant by name, a page at a time. */
export async function listPeople(
  platform: Platform,
  actor: Actor,
  {
    q,
    ids,
    limit = 20,
    cursor,
  }: { readonly q?: string; readonly ids?: readonly string[]; readonly limit?: number; readonly cursor?: string } = {},
): Promise<Result<PeoplePage>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const all = mayAdminister(actor, effective);
  const after = cursor === undefined ? undefined : readCursor(cursor);
  if (cursor !== undefined && after === undefined) return refused(problem("invalid_cursor", "/cursor", "The cursor is not one of ours."));
  const most = Math.min(limit, mostPeopleListed);
  type Row = { id: string; name: string; email: string; roles: string[] };
  const rows = await platform.db.auth.query<Row>(listText, [
    actor.tenantId,
    q === undefined || q.trim() === "" ? null : q.trim(),
    after?.[0] ?? null,
    after?.[1] ?? null,
    most + 1,
    all,
    ids ?? null,
  ]);
  const page = rows.slice(0, most);
  const last = page.at(-1);
  return ok({
    data: page.map(({ id, name, email, roles }) => (all ? { id, name, email, roles } : { id, name })),
    next: rows.length > most && last !== undefined ? Buffer.from(JSON.stringify([last.name, last.id])).toString("base64url") : null,
  });
}

function readCursor(cursor: string): readonly [string, string] | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (Array.isArray(read) && read.length === 2 && read.every((each) => typeof each === "string" && !each.includes("\u0000")))
      return read as [string, string];
  } catch {
    // not one of ours
  }
  return undefined;
}

const nobodyHere = (): Problem => problem("not_found", "", "Nobody of this tenant has this id.", { reason: "person" });

/** Gives somebody these roles in place of those he has. What the giver lacks himself he cannot give; an administrator stays. */
export async function setRoles(platform: Platform, actor: Actor, userId: string, roles: readonly string[]): Promise<Result<Person>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const wanted = [...new Set(roles)];
  const unknown = wanted.flatMap((name, index) =>
    effective.documents.role.has(name) ? [] : [problem("unknown_name", `/roles/${index}`, `There is no role "${name}".`)],
  );
  if (unknown.length > 0) return refused(...unknown);
  return changing(platform, actor, userId, (standing) => {
    const given = wanted.filter((name) => !standing.includes(name));
    const beyond = given.flatMap((name) => {
      const lacked = lackedOf(effective, actor, name);
      return lacked.length === 0
        ? []
        : [
            problem("forbidden", `/roles/${wanted.indexOf(name)}`, `You cannot give the role "${name}": it may what you may not.`, {
              help: "Ask somebody who has these rights.",
              reason: "role_beyond",
              details: { role: name, lacked: lacked.slice(0, 20) },
            }),
          ];
    });
    return beyond.length > 0 ? refused(...beyond) : ok(wanted);
  });
}

/** Takes somebody out of the tenant: with his teams, what was shared with him, and the keys that act for him. */
export async function removePerson(platform: Platform, actor: Actor, userId: string): Promise<Result<Person>> {
  const removed = await changing(platform, actor, userId, () => ok(undefined));
  if (!removed.ok) return removed;
  const { tenantId } = actor;
  await platform.db.batch(tenantId, [
    { text: "delete from team_member where tenant_id = $1::uuid and user_id = $2::text", params: [tenantId, userId] },
    { text: "delete from record_share where tenant_id = $1::uuid and holder = $2::text", params: [tenantId, `user:${userId}`] },
  ]);
  await platform.standings.changed();
  return removed;
}

/** `decide`: roles as they are → as they shall be; undefined: he goes. Nobody else changes anybody of the tenant meanwhile. */
async function changing(
  platform: Platform,
  actor: Actor,
  userId: string,
  decide: (roles: readonly string[]) => Result<readonly string[] | undefined>,
): Promise<Result<Person>> {
  const effective = await platform.effectives.get(actor.tenantId);
  if (!mayAdminister(actor, effective))
    return refused(problem("forbidden", "", "People are looked after by those who may administer.", { reason: "capability" }));
  const { tenantId } = actor;
  const result = await platform.db.auth.transaction(async (tx): Promise<Result<Person>> => {
    const administrators = administering(effective);
    // those who administer are locked in one order: two of them cannot take the last one's place from each other
    const held = await tx.query(
      `select user_id, roles from auth.membership where tenant_id = $1::uuid and (user_id = $2::text or roles && $3::text[]) order by user_id for update`,
      [tenantId, userId, administrators],
    );
    const found = held.find((row) => row["user_id"] === userId) as { roles: string[] } | undefined;
    if (found === undefined) return refused(nobodyHere());
    const decided = decide(found.roles);
    if (!decided.ok) return decided;
    const administers = (roles: readonly string[]) => roles.some((role) => administrators.includes(role));
    const others = held.some((row) => row["user_id"] !== userId && administers(row["roles"] as string[]));
    if (administers(found.roles) && !administers(decided.value ?? []) && !others) {
      return refused(
        problem("forbidden", "", "Nobody else of this tenant may administer: it would be left without an administrator.", {
          help: "Give somebody else a role that may administer first.",
          reason: "last_administrator",
        }),
      );
    }
    if (decided.value === undefined) {
      await removeMembership(tx, tenantId, userId);
    } else {
      await tx.query("update auth.membership set roles = $3::text[] where tenant_id = $1::uuid and user_id = $2::text", [
        tenantId,
        userId,
        decided.value,
      ]);
    }
    const [person] = await tx.query(`select name, email from auth."user" where id = $1::text`, [userId]);
    return ok({ id: userId, name: person!["name"] as string, email: person!["email"] as string, roles: decided.value ?? [] });
  });
  if (result.ok) {
    platform.standings.clear();
    await platform.identity.revoked(userId);
  }
  return result;
}

/** Names of the roles that may administer. */
const administering = (effective: Effective): string[] =>
  [...effective.documents.role.values()].filter((role) => role.capabilities?.administer === true).map((role) => role.name);
