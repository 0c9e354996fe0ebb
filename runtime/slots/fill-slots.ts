import type { Tx } from "#db";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { assignSlots, slotColumns, type SlotRow } from "../drafts/assign-slots.ts";
import { settleSeconds } from "../drafts/commit-revision.ts";
import { designProblem } from "../drafts/may-design.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { metadataChannel } from "../effective/effectives.ts";
import { defineJob, JobFailed, type Job } from "../jobs/job.ts";
import { jobColumns, type JobRow } from "../jobs/job-columns.ts";
import { showJob } from "../jobs/job-row.ts";
import type { Platform } from "../platform.ts";
import { recordColumns } from "../records/compile.ts";
import { matchesOf } from "../records/duplicates.ts";
import { storedRecord } from "../records/record.ts";
import { slotsOf } from "../records/slots.ts";
import { insertMatches } from "../records/statements.ts";
import { fillingMark, uniqueKeysOf } from "../records/unique.ts";
import {
  alsoClashing,
  clashProblems,
  forgetGivenUp,
  gatheredKeys,
  holdValues,
  stillClashing,
  type Clashing,
  type HeldPlace,
} from "./gather-unique.ts";
import { queueFill } from "./queue-fill.ts";

/** The object by its storage identity, for its name may change meanwhile. */
interface Input {
  readonly object: string;
}

/**
 * First values that are held while others are gathered, which may have been given up by a writer of the revision before; then the records,
 * in the order of their ids; then unique values of fields that are no more; then everything is told to be ready, and last what stands
 * twice.
 */
type Cursor = { readonly clashing?: Clashing } & (
  | { readonly at: "held"; readonly after?: HeldPlace }
  | { readonly at: "records"; readonly after: string }
  | { readonly at: "values" }
  | { readonly at: "end" }
  | { readonly at: "clashes"; readonly problems: readonly Problem[] }
);

/** Records, and values, of one transaction: some tens of milliseconds. */
const chunkSize = 500;
const first = "00000000-0000-0000-0000-000000000000";

const names = slotColumns.map(({ name }) => name);
/** A record whose slots are right already is left alone. $1 tenant, $2 object, $3 rows { id, …slots } */
const fill = `update records set ${names.map((name) => `${name} = x.${name}`).join(", ")}
  from jsonb_to_recordset($3::jsonb) as x(id uuid, ${slotColumns.map(({ name, type }) => `${name} ${type}`).join(", ")})
  where records.tenant_id = $1::uuid and records.object_id = $2::text and records.id = x.id
    and (${names.map((name) => `records.${name}`).join(", ")}) is distinct from (${names.map((name) => `x.${name}`).join(", ")})`;
/** $1 tenant, $2 object, $3 after, $4 most */
const next = `select ${recordColumns} from records where tenant_id = $1::uuid and object_id = $2::text and id > $3::uuid
  order by id limit $4::int8 for no key update`;
/** $1 tenant, $2 object */
const count = "select count(*)::float8 as n from records where tenant_id = $1::uuid and object_id = $2::text";
/** $1 tenant, $2 object, $3 keys that stand, $4 most */
const forgetValues = `with gone as (select field_id, value from record_unique
  where tenant_id = $1::uuid and object_id = $2::text and field_id <> all($3::text[]) limit $4::int8)
delete from record_unique u using gone where u.tenant_id = $1::uuid and u.object_id = $2::text and u.field_id = gone.field_id and u.value = gone.value
returning 1`;

/** The tenant's revision stays as it is until this transaction ends. $1 tenant */
const holdRevision = "select n from active_revision where tenant_id = $1::uuid for key share";
const holdAlone = "select n from active_revision where tenant_id = $1::uuid for update";
/** A later publish wants it filled from the beginning. $1 tenant, $2 object, $3 job */
const follower = `select 1 from job where tenant_id = $1::uuid and kind = 'fill_slots' and state in ('waiting', 'running')
  and input ->> 'object' = $2::text and id > $3::uuid limit 1`;

/** What ends the filling of an object. $1 tenant, $2 object, $3 the mark */
const ready = [
  "delete from field_slot where tenant_id = $1::uuid and object_id = $2::text and state = 'clearing' returning slot",
  "update field_slot set state = 'ready' where tenant_id = $1::uuid and object_id = $2::text and state = 'filling'",
] as const;
const gathered = [
  "delete from record_unique where tenant_id = $1::uuid and object_id = $2::text and value = $3 and field_id = any($4::text[])",
  "delete from record_match where tenant_id = $1::uuid and object_id = $2::text and key = $3 and rule_id = any($4::text[])",
] as const;

const objectById = (effective: Effective, id: string) => [...effective.objects.values()].find((object) => object.id === id);

/**
 * Brings the index slots, unique values and matches of an object's records up to what is published, then says that they are ready. It
 * begins once writers of the revision before are surely gone: who writes meanwhile writes the same slots. Columns that nobody has any
 * more are emptied by it and are then free again.
 *
 * A writer of the revision before may have written a value that now stands once and stood already: everything else is ready then, but
 * the job fails and names those records, and whoever writes the field goes on looking at the records themselves.
 */
export const fillSlots = defineJob<Input, Cursor>({
  name: "fill_slots",
  admit(effective, actor, { object }): Result<{ readonly subject: string }> {
    const forbidden = designProblem(effective, actor);
    if (forbidden !== undefined) return refused(forbidden);
    return ok({ subject: objectById(effective, object)?.name ?? "" });
  },
  async chunk({ platform, tx, effective, jobId, input, cursor: begun, attempt, soFar }) {
    const { tenantId } = effective;
    if (begun?.at === "clashes") throw new JobFailed(...begun.problems);
    let cursor: Exclude<Cursor, { at: "clashes" }> = begun ?? { at: "held" };
    const [active] = await tx.query<{ n: number }>(cursor.at === "end" ? holdAlone : holdRevision, [tenantId]);
    if (active?.n !== effective.revision) {
      // somebody published, and this process has not read it yet
      platform.effectives.drop(tenantId);
      return { next: cursor, done: 0 };
    }
    const [later] = await tx.query(follower, [tenantId, input.object, jobId]);
    if (later !== undefined) return { next: undefined, done: 0, result: { superseded: true } };
    const object = objectById(effective, input.object);
    if (cursor.at === "end" || object === undefined) {
      const clashing =
        object === undefined || cursor.clashing === undefined ? undefined : await stillClashing(tx, effective, object, cursor.clashing);
      const problems = object === undefined || clashing === undefined ? [] : clashProblems(object, clashing);
      const more = cursor.clashing?.more === true;
      // those that were named are no more, and the others were not named
      if (more && problems.length === 0) return { next: { at: "records", after: first }, done: 0 };
      await tellReady(tx, effective, input.object, object, more ? "all" : new Set(clashing?.keys()));
      if (problems.length > 0) return { next: { at: "clashes", problems }, done: 0 };
      return { next: undefined, done: 0, result: { ready: true } };
    }
    if (cursor.at === "held") {
      const gathered = await gatheredKeys(tx, effective, object);
      const after = gathered.length === 0 ? undefined : await forgetGivenUp(tx, effective, object, gathered, cursor.after);
      if (after !== undefined) return { next: { at: "held", after }, done: 0 };
      cursor = { at: "records", after: first };
    }
    const kept = cursor.clashing === undefined ? {} : { clashing: cursor.clashing };
    if (cursor.at === "values") {
      const keys = uniqueKeysOf(object).map(({ id }) => id);
      const gone = await tx.query(forgetValues, [tenantId, object.id, keys, chunkSize * 4]);
      return { next: gone.length < chunkSize * 4 ? { at: "end", ...kept } : cursor, done: 0 };
    }
    const total =
      soFar.total === undefined && cursor.after === first ? Number((await tx.query(count, [tenantId, object.id]))[0]!["n"]) : undefined;
    const size = Math.max(1, Math.floor(chunkSize / 4 ** (attempt - 1)));
    const last = await fillSome(tx, effective, object, cursor.after, size);
    const clashing = alsoClashing(cursor.clashing, last.clashing);
    const known = clashing === undefined ? {} : { clashing };
    return {
      next: last.count < size ? { at: "values", ...known } : { at: "records", after: last.id, ...known },
      done: last.count,
      ...(total === undefined ? {} : { total }),
    };
  },
  async finish({ platform, effective }) {
    platform.effectives.drop(effective.tenantId);
  },
});

async function fillSome(tx: Tx, effective: Effective, object: ResolvedObject, after: string, size: number) {
  const { tenantId } = effective;
  const now = new Date().toISOString();
  const user = { id: null, roles: [] };
  const records = (await tx.query(next, [tenantId, object.id, after, size])).map(storedRecord);
  if (records.length === 0) return { count: 0, id: after, clashing: new Map<string, readonly string[]>() };
  await tx.query(fill, [tenantId, object.id, records.map(({ id, data }) => slotsOf(object, data, { id }))]);
  // a deleted record holds no value; it takes it again when it is restored
  const standing = records.filter(({ deletedAt }) => deletedAt === null);
  const clashing = await holdValues(tx, effective, object, standing);
  const matches = standing.flatMap(({ data, ...record }) =>
    matchesOf(effective, object, data, record, { now, owner: { now, user }, user }).map((match) => ({ ...match, record: record.id })),
  );
  if (matches.length > 0) await tx.query(insertMatches, [tenantId, object.id, matches]);
  return { count: records.length, id: records.at(-1)!.id, clashing };
}

/** Columns of the object are ready or free from now on, and what was gathered holds, but for the keys that are `left`. */
async function tellReady(
  tx: Tx,
  effective: Effective,
  objectId: string,
  object: ResolvedObject | undefined,
  left: ReadonlySet<string> | "all",
): Promise<void> {
  const { tenantId } = effective;
  const [freed] = await Promise.all(ready.map((text) => tx.query(text, [tenantId, objectId])));
  if (object !== undefined) {
    if (freed!.length > 0) await giveFreed(tx, effective, object);
    const unique = left === "all" ? [] : uniqueKeysOf(object).flatMap(({ id }) => (left.has(id) ? [] : [id]));
    const rules = Object.keys(object.document.duplicates ?? {});
    if (unique.length > 0) await tx.query(gathered[0], [tenantId, objectId, fillingMark, unique]);
    if (rules.length > 0) await tx.query(gathered[1], [tenantId, objectId, fillingMark, rules]);
  }
  await tx.query("update active_revision set changed_at = clock_timestamp() where tenant_id = $1::uuid", [tenantId]);
  await tx.query("select pg_notify($1, $2)", [metadataChannel, tenantId]);
}

/** $1 tenant, $2 object */
const held = `select object_id as object, field_id as field, slot as "column", state from field_slot where tenant_id = $1::uuid and object_id = $2::text`;
/** $1 tenant, $2 rows { object, field, column } */
const give = `insert into field_slot (tenant_id, object_id, field_id, slot, state)
select $1::uuid, x.object, x.field, x."column", 'filling' from jsonb_to_recordset($2::jsonb) as x(object text, field text, "column" text)`;

/** Columns that have come free go to the fields that wait for one, and are filled in their turn. */
async function giveFreed(tx: Tx, effective: Effective, object: ResolvedObject): Promise<void> {
  const { tenantId, language } = effective;
  const current = await tx.query<Record<keyof SlotRow, any>>(held, [tenantId, object.id]);
  const objects = [...effective.documents.object.values()];
  const plan = assignSlots({ language, current, before: objects, after: objects, mayHold: () => true });
  const come = plan.rows.filter((row) => row.object === object.id && !current.some(({ field }) => field === row.field));
  if (come.length === 0) return;
  await tx.query(give, [tenantId, come.map(({ object: of, field, column }) => ({ object: of, field, column }))]);
  await queueFill(tx, tenantId, [{ object: object.id, name: object.name, again: true }], settleSeconds);
}

/** $1 tenant, $2 object */
const open =
  () => `select ${jobColumns} from job j where j.tenant_id = $1::uuid and j.kind = 'fill_slots' and j.state in ('waiting', 'running')
  and j.input ->> 'object' = $2::text order by j.id desc limit 1`;

/**
 * Fills the index slots of an object where somebody who designs asks: after a job that was cancelled or given up. Gives the job that goes
 * on, where there is one. Problems: not_found, forbidden.
 */
export async function startFill(platform: Platform, actor: Actor, objectName: string): Promise<Result<Job>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  const object = effective.objects.get(objectName);
  if (object === undefined) return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`));
  const { tenantId } = actor;
  const job = await platform.db.transaction(tenantId, async (tx) => {
    await queueFill(tx, tenantId, [{ object: object.id, name: object.name, again: false }], settleSeconds);
    return (await tx.query<JobRow>(open(), [tenantId, object.id]))[0]!;
  });
  platform.wake();
  return ok(showJob(job, true));
}
