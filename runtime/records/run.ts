import type { Tx } from "#db";
import { ok, problem, refused, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective, ResolvedField } from "../effective/effective.ts";
import { catchingUpStatement } from "../formulas/stale.ts";
import { mayDesign } from "../identity/capabilities.ts";
import { accessTo } from "../permissions/access.ts";
import { reindexingStatement } from "../search/queue-reindex.ts";
import type { Platform } from "../platform.ts";
import { isProblem, sizeOf, stopping, tooCostly } from "./cost.ts";
import { compileCount, compileOne, compileSelect, estimateLimit } from "./compile.ts";
import type { Statement } from "./spelling.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { shown, type Expand } from "./expand.ts";
import { planByIds } from "./plan.ts";
import { planned } from "./planned.ts";
import { plansOf } from "./planning.ts";
import type { RecordQuery } from "./query.ts";
import { readingOf } from "./reading.ts";
import { showRecord, storedRecord, type RecordJson } from "./record.ts";
import { scope } from "./scope.ts";
import { isRecordId } from "./typed.ts";

export interface RecordPage {
  readonly data: readonly RecordJson[];
  /** give it back as `cursor` for the next page; null: this was the last */
  readonly next: string | null;
  readonly count?: number;
  /** the estimate stopped counting at `count`; there are more */
  readonly countIsLeast?: true;
  /** fields that the filter or sort reads without an index: over many records this is slow */
  readonly slow?: readonly string[];
  /** with `slow`, for those who design: about how many records that may have looked through, where it is known */
  readonly looked?: number;
  /** derived values of the object are still being worked out: some may be of before a change; or a search does not find everything yet */
  readonly catchingUp?: true;
}

export interface ListOptions {
  /** which right it takes; default read */
  readonly verb?: "read" | "export";
  /** Nobody waits for it: it may cost what it takes. */
  readonly unhurried?: boolean;
}

/** One page of the records that the actor may read, or may take out as a file. */
export async function listRecords(
  platform: Platform,
  who: Actor,
  objectName: string,
  query: RecordQuery,
  { verb = "read", unhurried = false }: ListOptions = {},
): Promise<Result<RecordPage>> {
  const effective = await platform.effectives.get(who.tenantId);
  const now = new Date().toISOString();
  const reading = await readingOf(platform, effective, who, objectName, query, now, verb);
  if (!reading.ok) return reading;
  const { actor, plan: allowed, fields, list, slow, through } = reading.value;
  const costly = unhurried || !through ? undefined : tooCostly(platform, effective, allowed);
  if (costly !== undefined) {
    platform.slowBook.notice(allowed, undefined, sizeOf(platform, allowed) ?? 0);
    return refused(costly);
  }

  let { select } = reading.value;
  if (query.cursor !== undefined) {
    const after = readCursor(platform.secret, list, query.cursor);
    if (!after.ok) return after;
    select = compileSelect(allowed, after.value);
  }
  const statements: Statement[] = [select];
  if (allowed.count !== "none") statements.push(compileCount(allowed));
  const waiting = catchingUpStatement(effective, objectName);
  if (waiting !== undefined) statements.push(waiting);
  const indexing = allowed.search === undefined ? undefined : reindexingStatement(allowed.tenantId, objectName);
  if (indexing !== undefined) statements.push(indexing);
  const begunAt = performance.now();
  const read = await stopping(allowed, async () => {
    const planning = plansOf(platform, allowed, statements.length === 1 ? select : undefined);
    // a page by an index, of an object that is not large
    const sharing = planning.plans === "kept" && !through ? ({ share: "page" } as const) : {};
    const answers = await platform.db.batch(actor.tenantId, statements, { readOnly: true, ...planning, ...sharing });
    const begun = answers[0]!;
    if (select.rest === undefined || begun.length > allowed.limit) return { answers, rows: begun, begun: begun.length };
    const [rest] = await platform.db.batch(actor.tenantId, [select.rest], {
      readOnly: true,
      ...plansOf(platform, allowed, select.rest),
    });
    return { answers, rows: [...begun, ...rest!.slice(0, allowed.limit + 1 - begun.length)], begun: begun.length };
  });
  if (isProblem(read)) {
    platform.slowBook.notice(allowed, undefined, sizeOf(platform, allowed) ?? 0);
    return refused(read);
  }
  const { answers, rows, begun } = read;
  const counted = allowed.count === "none" ? undefined : answers[1];

  const page = rows.slice(0, allowed.limit);
  const records = page.map(storedRecord);
  const last = page.at(-1);
  const next =
    rows.length > allowed.limit && last !== undefined
      ? writeCursor(platform.secret, list, {
          absent: select.absent || page.length > begun,
          id: last["id"] as string,
          keys: allowed.sort.map((_, index) => last[`k${index}`] as string | null),
        })
      : null;
  const found = counted === undefined ? undefined : Number(counted[0]!["n"]);
  const late = [waiting, indexing].filter((statement) => statement !== undefined);
  // what a role's rule reads counts here too; it is for those who design
  const looked = through && !unhurried ? sizeOf(platform, allowed) : undefined;
  if (through) platform.slowBook.notice(allowed, performance.now() - begunAt, looked ?? rows.length);
  const data = await shown(platform, effective, actor, records, fields, allowed.expand, now);
  if (!data.ok) return data;
  return ok({
    data: data.value,
    next,
    ...(found === undefined ? {} : { count: found }),
    ...(allowed.count === "estimate" && found === estimateLimit ? { countIsLeast: true as const } : {}),
    ...(slow.length === 0 ? {} : { slow, ...(looked === undefined || !mayDesign(actor, effective) ? {} : { looked }) }),
    ...(late.some((statement) => answers[statements.indexOf(statement)]!.length > 0) ? { catchingUp: true as const } : {}),
  });
}

/** One record by id. What the actor may not see and what does not exist answer alike. */
export async function getRecord(
  platform: Platform,
  actor: Actor,
  objectName: string,
  id: string,
  query: Pick<RecordQuery, "fields" | "expand"> = {},
): Promise<Result<RecordJson>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const now = new Date().toISOString();
  const reading = one(effective, actor, objectName, id, query, now);
  if (!reading.ok) return reading;
  const { statement, fields, expand } = reading.value;
  const [rows] = await platform.db.batch(actor.tenantId, [statement], { readOnly: true, share: "byKey" });
  const row = rows![0];
  if (row === undefined) return refused(noRecord(objectName, id));
  const record = storedRecord(row);
  if (expand.length === 0) return ok(showRecord(record, fields));
  const made = await shown(platform, effective, actor, [record], fields, expand, now);
  return made.ok ? ok(made.value[0]!) : made;
}

/** The same inside an open transaction. */
export async function readRecord(tx: Tx, effective: Effective, actor: Actor, objectName: string, id: string): Promise<Result<RecordJson>> {
  const reading = one(effective, actor, objectName, id, {}, new Date().toISOString());
  if (!reading.ok) return reading;
  const [row] = await tx.query(reading.value.statement.text, reading.value.statement.params);
  return row === undefined ? refused(noRecord(objectName, id)) : ok(showRecord(storedRecord(row), reading.value.fields));
}

export const noRecord = (object: string, id: string): Problem =>
  problem("not_found", "", `"${object}" has no record ${isRecordId(id) ? id : "of this id"}.`, { reason: "record", details: { object } });

interface ById {
  readonly statement: Statement;
  readonly fields: readonly ResolvedField[];
  readonly expand: readonly Expand[];
}

/** Reading by id is what is done most: where the role has no rule over records, nothing is planned twice. */
function one(
  effective: Effective,
  actor: Actor,
  objectName: string,
  id: string,
  query: Pick<RecordQuery, "fields" | "expand">,
  now: string,
): Result<ById> {
  const access = accessTo(effective, actor, objectName);
  if (access === undefined)
    return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`, { reason: "object" }));
  if (!isRecordId(id) || (access.only !== undefined && access.only !== id)) return refused(noRecord(objectName, id));
  const plain = query.fields === undefined && query.expand === undefined && access.only === undefined && access.read?.limited !== true;
  if (!plain) {
    const scoped = planned(effective, actor, objectName, query, now);
    if (!scoped.ok) return scoped;
    return ok({ statement: compileOne(scoped.value.plan, id), fields: scoped.value.fields, expand: scoped.value.plan.expand });
  }
  const kept = effective.memo(`one:${objectName}:${actor.unrestricted === true}:${JSON.stringify(actor.roles)}`, () => {
    const scoped = scope(effective, actor, planByIds(effective, effective.objects.get(objectName)!, 1), now);
    if (!scoped.ok) return scoped;
    const { text, params } = compileOne(scoped.value.plan, id);
    return ok({ text, object: params[1], fields: scoped.value.fields });
  });
  if (!kept.ok) return kept;
  return ok({
    statement: { text: kept.value.text, params: [actor.tenantId, kept.value.object, id] },
    fields: kept.value.fields,
    expand: [],
  });
}
