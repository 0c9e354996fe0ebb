import { ok, problem, refused, sameJson, type Json, type ObjectDocument, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { carryOut, revisionFor } from "../drafts/carry-out.ts";
import { commitIn } from "../drafts/commit-revision.ts";
import { designProblem } from "../drafts/may-design.ts";
import { restoreDays, readTenantSettings } from "../effective/tenant-settings.ts";
import type { Effective } from "../effective/effective.ts";
import { defineJob, JobFailed, type Chunk, type Progress } from "../jobs/job.ts";
import type { Platform } from "../platform.ts";
import { insertLinks } from "../records/links.ts";
import { becoming, type Became } from "./become.ts";
import { sideOf, type Conversion } from "./conversions.ts";
import type { Side } from "./convert.ts";
import { heldConversions } from "./held.ts";
import { retypeJob, type RetypeInput } from "./retype-input.ts";

/** Which conversion is at which record; beyond the last of them comes the switch. */
interface Cursor {
  readonly at: number;
  readonly after: string;
}

/** Records of one transaction: some tens of milliseconds. */
const chunkSize = 500;
const first = "00000000-0000-0000-0000-000000000000";

/** Deleted records too: they may be restored. $1 tenant, $2 object, $3 after, $4 most */
const nextRecords = `select id, data, deleted_at is not null as deleted from records where tenant_id = $1::uuid and object_id = $2::text and id > $3::uuid
order by id limit $4::int8 for no key update`;
/** $1 tenant, $2 objects, one for each conversion */
const countRecords = `select count(*)::float8 as n from unnest($2::text[]) as o(id) join records r on r.tenant_id = $1::uuid and r.object_id = o.id`;
/** In place: nobody sees the new value yet. $1 tenant, $2 object, $3 rows { id, value }, $4 field */
const hold = `update records r set data = case when x.value is null then r.data - $4::text else r.data || jsonb_build_object($4::text, x.value) end
from jsonb_to_recordset($3::jsonb) as x(id uuid, value jsonb) where r.tenant_id = $1::uuid and r.object_id = $2::text and r.id = x.id`;
/** What was converted and is not to be seen goes with what was removed. $1 tenant, $2 rows { object, field }, $3 revision, $4 by, $5 days */
const leave = `insert into field_removal (tenant_id, object_id, field_id, revision, name, removed_by, purge_at)
select $1::uuid, x.object, x.field, $3::int4, '', $4, now() + make_interval(days => $5::int4) from jsonb_to_recordset($2::jsonb) as x(object text, field text)
on conflict do nothing`;

interface Sides {
  readonly object: ObjectDocument;
  readonly from: Side;
  readonly to: Side;
}

/** How a conversion reads in the documents that are live; undefined: they have changed so that it makes no sense any more. */
export function sidesOf(
  effective: Effective,
  { object, from, type, config }: Pick<Conversion, "object" | "from" | "type" | "config">,
): Sides | undefined {
  const document = [...effective.documents.object.values()].find(({ id }) => id === object);
  const field = document === undefined || !Object.hasOwn(document.fields, from) ? undefined : document.fields[from];
  if (document === undefined || field === undefined) return undefined;
  const sides = [field, { type, config }].map((each) => sideOf(effective.language, effective.documents.object, document, each));
  return sides[0] === undefined || sides[1] === undefined ? undefined : { object: document, from: sides[0], to: sides[1] };
}

/**
 * Changes the type of fields behind what is seen: each record gets the new value beside the old one, which goes on being read and written;
 * then one publish shows the new ones. Until then, and where it fails or is cancelled, nothing has changed for anybody.
 */
export const retype = defineJob<RetypeInput, Cursor>({
  name: retypeJob,
  admit(effective, actor, { conversions }): Result<{ readonly subject: string }> {
    const forbidden = designProblem(effective, actor);
    if (forbidden !== undefined) return refused(forbidden);
    const object = [...effective.objects.values()].find(({ id }) => id === conversions[0]?.object);
    return ok({ subject: object?.name ?? "" });
  },
  async chunk(ground): Promise<Progress<Cursor>> {
    const { input, cursor = { at: 0, after: first } } = ground;
    const conversion = input.conversions[cursor.at];
    return conversion === undefined ? switchOver(ground) : convertSome(ground, conversion, cursor);
  },
  async finish({ platform, effective, actor, input }, state) {
    platform.effectives.drop(effective.tenantId);
    if (state === "succeeded") return;
    const rows = input.conversions.map(({ object, to }) => ({ object, field: to }));
    const days = restoreDays(await readTenantSettings(platform.db, effective.tenantId));
    await platform.db.batch(effective.tenantId, [
      { text: leave, params: [effective.tenantId, rows, effective.revision, actor.by, days] },
      // writers need keep nothing in step any longer
      { text: "update active_revision set changed_at = clock_timestamp() where tenant_id = $1", params: [effective.tenantId] },
    ]);
    platform.effectives.drop(effective.tenantId);
  },
  undo: (platform: Platform, actor: Actor, { conversions }) => undoRetype(platform, actor, conversions),
});

async function convertSome(
  { tx, effective, input, attempt, soFar }: Chunk<RetypeInput, Cursor>,
  conversion: Conversion,
  cursor: Cursor,
): Promise<Progress<Cursor>> {
  const sides = sidesOf(effective, conversion);
  if (sides === undefined) throw new JobFailed(changedSince());
  const become = becoming(sides.from, sides.to, { locale: input.locale, timezone: effective.timezone });
  const total =
    soFar.total ?? Number((await tx.query(countRecords, [effective.tenantId, input.conversions.map(({ object }) => object)]))[0]!["n"]);
  const size = Math.max(1, Math.floor(chunkSize / 4 ** (attempt - 1)));
  const records = await tx.query<{ id: string; data: Record<string, Json>; deleted: boolean }>(nextRecords, [
    effective.tenantId,
    conversion.object,
    cursor.after,
    size,
  ]);
  const changed: { id: string; value: Json }[] = [];
  const lost: { id: string; old: Json; became: Became; row: number }[] = [];
  const links: { field: string; record: string; object: string; target: string }[] = [];
  for (const [index, { id, data, deleted }] of records.entries()) {
    const became = become(data[conversion.from], data[conversion.to]);
    if (!sameJson(became.value ?? null, data[conversion.to] ?? null)) changed.push({ id, value: became.value ?? null });
    if (became.loses !== undefined) lost.push({ id, old: data[conversion.from] ?? null, became, row: soFar.done + soFar.failed + index });
    if (!deleted && became.value !== undefined) {
      for (const link of sides.to.fieldType.linksTo?.of(became.value, sides.to.settings) ?? []) {
        const target = effective.objects.get(link.object);
        if (target !== undefined) links.push({ field: conversion.to, record: id, object: target.id, target: link.id });
      }
    }
  }
  if (changed.length > 0) await tx.query(hold, [effective.tenantId, conversion.object, changed, conversion.to]);
  if (links.length > 0) await tx.query(insertLinks, [effective.tenantId, conversion.object, links]);
  const name = sides.object.fields[conversion.from]!.name;
  const rows = lost.map(({ id, old, became, row }) => ({
    row,
    source: { id, object: sides.object.name, field: name, value: old, becomes: became.value ?? null },
    problems: [problem("invalid", `/${name}`, became.loses!, { details: { field: name } })],
  }));
  const next = records.length < size ? { at: cursor.at + 1, after: first } : { at: cursor.at, after: records.at(-1)!.id };
  return { next, done: records.length - lost.length, failed: lost.length, rows, total };
}

/** What was asked for, published as it now is, in the transaction that ends the job: the new values are seen from one moment to the next. */
async function switchOver({ platform, tx, effective, actor, input }: Chunk<RetypeInput, Cursor>): Promise<Progress<Cursor>> {
  const ready = await revisionFor(platform, actor, input.intent);
  if (!ready.ok) throw new JobFailed(...ready.problems);
  const now = await heldConversions(platform, effective.tenantId, ready.value, true);
  const missed = now.filter((each) => !input.conversions.some((done) => sameJson(done, each)));
  const needed = missed.length === 0 ? [] : await heldConversions(platform, effective.tenantId, ready.value);
  if (needed.some((each) => missed.some((other) => other.to === each.to && other.object === each.object)))
    throw new JobFailed(changedSince());
  const committed = await commitIn(tx, platform, effective.tenantId, ready.value);
  if ("revision" in committed) return { next: undefined, done: 0, result: { revision: committed.revision }, work: true };
  if (committed.refused === "problems") throw new JobFailed(...committed.problems);
  if (committed.refused === "draft_closed") throw new JobFailed(problem("draft_closed", "", "The draft is no longer open"));
  // somebody published, or edited the draft, in this moment: once more, on what is there now
  throw new Error("somebody published or edited the draft meanwhile");
}

const changedSince = () =>
  problem("draft_conflict", "", "What was to be converted was changed meanwhile; look at it and publish once more");

/** Gives the fields their earlier types and values back, as a job. */
async function undoRetype(platform: Platform, actor: Actor, conversions: readonly Conversion[]) {
  const removed = conversions.map(({ object, from }) => ({ object, field: from }));
  const undone = await carryOut(platform, actor, { removed, message: "Type given back" }, { byJob: true });
  return undone.ok ? ok(undone.value.job!) : undone;
}
