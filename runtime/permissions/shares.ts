import type { Tx } from "#db";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { grantedOn, reach } from "../records/allowed.ts";
import { noRecord } from "../records/run.ts";
import { isRecordId } from "../records/typed.ts";

export type ShareLevel = "read" | "update";

/** Access to one record given to somebody. */
export interface Share {
  /** "user:<id>", "team:<id>" or "role:<name>" */
  readonly holder: string;
  readonly level: ShareLevel;
  /** who gave it */
  readonly by: string;
  readonly at: string;
  /** when it ends; absent = it does not */
  readonly until?: string;
}

/** Most holders of one record. */
export const mostShares = 500;

const listText = `select holder, level, by, at, until from record_share
 where tenant_id = $1::uuid and object_id = $2::text and record_id = $3::uuid and (until is null or until > now()) order by at, holder`;

export const shareOf = (row: Record<string, unknown>): Share => ({
  holder: row["holder"] as string,
  level: row["level"] as ShareLevel,
  by: row["by"] as string,
  at: (row["at"] as Date).toISOString(),
  ...(row["until"] === null ? {} : { until: (row["until"] as Date).toISOString() }),
});

/** Whom a record is shared with at this moment, for those who may share it. */
export const listShares = (platform: Platform, actor: Actor, object: string, id: string): Promise<Result<readonly Share[]>> =>
  sharing(platform, actor, object, id, "read", async (tx, objectId) =>
    ok((await tx.query(listText, [actor.tenantId, objectId, id])).map(shareOf)),
  );

export interface NewShare {
  readonly holder: string;
  readonly level: ShareLevel;
  /** an instant to come */
  readonly until?: string;
}

/** Gives somebody access to a record, or changes what he was given. Only what one has oneself can be given. */
export const shareRecord = (platform: Platform, actor: Actor, object: string, id: string, share: NewShare): Promise<Result<Share>> =>
  sharing(platform, actor, object, id, share.level, async (tx, objectId, effective) => {
    const wrong = await holderProblem(tx, effective, actor.tenantId, share.holder);
    if (wrong !== undefined) return refused(wrong);
    const { tenantId, by } = actor;
    const [state] = await tx.query(
      `select count(*) filter (where holder <> $4::text)::int as others, $5::timestamptz is null or $5::timestamptz > now() as lasts
       from record_share where tenant_id = $1::uuid and object_id = $2::text and record_id = $3::uuid`,
      [tenantId, objectId, id, share.holder, share.until ?? null],
    );
    if (state!["lasts"] !== true) return refused(problem("out_of_range", "/until", "The end is in the past.", { reason: "past" }));
    if (Number(state!["others"]) >= mostShares)
      return refused(
        problem("limit_exceeded", "", `A record is shared with at most ${mostShares}.`, {
          reason: "shares",
          details: { limit: mostShares },
        }),
      );
    const [row] = await tx.query(
      `insert into record_share (tenant_id, object_id, record_id, holder, level, by, until)
       values ($1::uuid, $2::text, $3::uuid, $4::text, $5::text, $6::text, $7::timestamptz)
       on conflict (tenant_id, object_id, record_id, holder)
       do update set level = excluded.level, by = excluded.by, at = now(), until = excluded.until
       returning holder, level, by, at, until`,
      [tenantId, objectId, id, share.holder, share.level, by, share.until ?? null],
    );
    return ok(shareOf(row!));
  });

/** Takes back what was given; it having ended meanwhile is no problem. */
export const unshareRecord = (platform: Platform, actor: Actor, object: string, id: string, holder: string): Promise<Result<undefined>> =>
  sharing(platform, actor, object, id, "read", async (tx, objectId) => {
    await tx.query(
      "delete from record_share where tenant_id = $1::uuid and object_id = $2::text and record_id = $3::uuid and holder = $4::text",
      [actor.tenantId, objectId, id, holder],
    );
    return ok(undefined);
  });

/** In one transaction: the record is there for the actor, he may share it, and has the level himself. */
async function sharing<Value>(
  platform: Platform,
  actor: Actor,
  objectName: string,
  id: string,
  level: ShareLevel,
  work: (tx: Tx, objectId: string, effective: Effective) => Promise<Result<Value>>,
): Promise<Result<Value>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const granted = grantedOn(effective, actor, objectName, "read", id);
  if (!granted.ok) return granted;
  const { object, access } = granted.value;
  const forbidden = (reason: "share" | "update", message: string) =>
    refused(problem("forbidden", "", message, { reason, details: { object: object.name } }));
  const result = await platform.db.transaction(actor.tenantId, async (tx): Promise<Result<Value>> => {
    // locked against deletion, and read after the lock
    const [row] = await tx.query(
      "select id from records where tenant_id = $1::uuid and object_id = $2::text and id = $3::uuid and deleted_at is null for key share",
      [actor.tenantId, object.id, id],
    );
    const reached = await reach(tx, effective, actor, { object, access }, ["read", "share", "update"], [id], new Date().toISOString());
    if (!reached.ok) return reached;
    if (row === undefined || !reached.value("read", id)) return refused(noRecord(objectName, id));
    if (!reached.value("share", id)) return forbidden("share", `You may not share this record of "${objectName}".`);
    if (level === "update" && !reached.value("update", id))
      return forbidden("update", "You may not let others change what you may not change yourself.");
    return work(tx, object.id, effective);
  });
  // in other processes it is seen within a second
  if (result.ok) platform.standings.clear();
  return result;
}

async function holderProblem(tx: Tx, effective: Effective, tenantId: string, holder: string): Promise<Problem | undefined> {
  const [kind, name] = [holder.slice(0, holder.indexOf(":")), holder.slice(holder.indexOf(":") + 1)];
  const nobody = problem("broken_reference", "/holder", "There is nobody of this tenant to share it with by this name.", {
    reason: "holder",
    help: 'Name a person "user:<id>", a team "team:<id>" or a role "role:<name>".',
  });
  if (kind === "role") return effective.documents.role.has(name) ? undefined : nobody;
  if (kind === "user") {
    const [found] = await tx.query("select user_id from platform.members_among($1::text[])", [[name]]);
    return found === undefined ? nobody : undefined;
  }
  if (kind !== "team" || !isRecordId(name)) return nobody;
  const [found] = await tx.query("select id from team where tenant_id = $1::uuid and id = $2::uuid", [tenantId, name]);
  return found === undefined ? nobody : undefined;
}
