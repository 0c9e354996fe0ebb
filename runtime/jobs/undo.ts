import { ok, problem, refused, type Json, type Problem } from "#metadata";
import type { ResolvedObject } from "../effective/effective.ts";
import { accessTo } from "../permissions/access.ts";
import type { Change } from "../records/change.ts";
import { keptChanges } from "../records/changes.ts";
import { sameJson } from "../records/judge.ts";
import { defineJob, type Progress } from "./job.ts";
import { chunkSize, paced } from "./pace.ts";
import { writeEach } from "./write-each.ts";

interface UndoInput {
  /** the job that is undone */
  readonly job: string;
  readonly subject: string;
  /** what it had done: about as much is to be undone */
  readonly done: number;
}

interface UndoCursor {
  /** rounds over what was refused so far: a record may be in the way of another that comes later */
  readonly round: number;
  readonly object: string;
  readonly record: string;
}

/** What a job did to one record, from its first act on it to its last. */
interface Act extends Record<string, unknown> {
  readonly objectId: string;
  readonly recordId: string;
  readonly acts: readonly { readonly act: string; readonly changes: Readonly<Record<string, unknown>> }[];
  /** somebody else, or another job, has changed it at some time; what flows did follows from the record itself */
  readonly touched: boolean;
  /** as it stands now; null: there is no such record */
  readonly data: Readonly<Record<string, Json>> | null;
  readonly deleted: boolean | null;
}

/** records of the first chunk; the others are as large as is quick */
const firstSize = 100;
const mostRounds = 3;

/** $1 tenant, $2 job, $3 object, $4 record: after these; latest made first within an object, so that what refers goes before what it refers to. $5 most, $6 only those of this undo job's refused rows */
const selectActs = `select h.object_id as "objectId", h.record_id as "recordId", h.acts, r.data, r.deleted_at is not null as deleted,
  exists (select from record_history o where o.tenant_id = $1::uuid and o.object_id = h.object_id and o.record_id = h.record_id
    and o.act = 'update' and o.job_id is distinct from $2::uuid and o.by not like 'flow:%') as touched
from (
  select object_id, record_id, jsonb_agg(jsonb_build_object('act', act, 'changes', changes) order by version) as acts
  from record_history
  where tenant_id = $1::uuid and job_id = $2::uuid
    and ($3::text is null or object_id > $3::text or (object_id = $3::text and record_id < $4::uuid))
    and ($6::uuid is null or exists (select 1 from job_row f where f.tenant_id = $1::uuid and f.job_id = $6::uuid and f.source->>'id' = record_id::text))
  group by object_id, record_id order by object_id, record_id desc limit $5::int8
) h left join records r on r.tenant_id = $1::uuid and r.object_id = h.object_id and r.id = h.record_id
order by h.object_id, h.record_id desc`;

/**
 * Undoes what a job did to records: fields are given back what they held, made records are deleted, deleted ones restored; by the path
 * every change takes, with the rights of whoever undoes. A field that somebody changed since stays as it is, and the row says so.
 */
export const undo = defineJob<UndoInput, UndoCursor>({
  name: "undo",
  undoable: true,
  admit: (_effective, _actor, input) =>
    typeof input.job === "string" ? ok({ subject: input.subject }) : refused(problem("required", "/job", "Name the job.")),
  async chunk({ tx, effective, actor, jobId, input, cursor, soFar, kept, attempt }): Promise<Progress<UndoCursor>> {
    const size = chunkSize({ kept, attempt }, firstSize);
    const round = cursor?.round ?? 1;
    const at = cursor === undefined || cursor.object === "" ? undefined : cursor;
    const acts = await tx.query<Act>(selectActs, [
      effective.tenantId,
      input.job,
      at?.object ?? null,
      at?.record ?? null,
      size,
      round === 1 ? null : jobId,
    ]);

    const todo: [change: Change, index: number][] = [];
    const problems: Problem[][] = acts.map(() => []);
    const objects = [...effective.objects.values()];
    for (const [index, act] of acts.entries()) {
      const object = objects.find(({ id }) => id === act.objectId);
      if (object === undefined || accessTo(effective, actor, object.name) === undefined) {
        problems[index]!.push(problem("not_found", "", "The object of this record is no longer there.", { reason: "object" }));
        continue;
      }
      for (const change of inverseOf(object, act, problems[index]!)) todo.push([change, index]);
    }
    // what is brought back is there before its fields are set
    todo.sort(([one], [other]) => Number(other.act === "restore") - Number(one.act === "restore"));
    const changes = todo.map(([change]) => change);
    const wrote = await paced(kept, size, () => writeEach(tx, effective, actor, changes, jobId));
    for (const [place, refusal] of wrote.refused.entries()) if (refusal !== undefined) problems[todo[place]![1]]!.push(...refusal);

    const failed = problems.filter((each) => each.length > 0).length;
    if (round > 1 && acts.length > 0) {
      const again = acts.map(({ recordId }) => recordId);
      await tx.query(`delete from job_row where tenant_id = $1::uuid and job_id = $2::uuid and source->>'id' = any($3::text[])`, [
        effective.tenantId,
        jobId,
        again,
      ]);
    }
    const rows = acts.flatMap((act, index) =>
      problems[index]!.length === 0
        ? []
        : [
            {
              row: soFar.done + soFar.failed + index + (round - 1) * 1_000_000_000,
              source: { id: act.recordId, object: objects.find(({ id }) => id === act.objectId)?.name ?? act.objectId },
              problems: problems[index]!,
            },
          ],
    );
    const last = acts.at(-1);
    const more = acts.length === size;
    const done = acts.length - failed;
    // of a later round: what was refused before is done now, or still refused
    const counted = round === 1 ? { done, failed } : { done, failed: -done };
    const refusedSoFar = soFar.failed + counted.failed;
    let next: UndoCursor | undefined;
    if (more && last !== undefined) next = { round, object: last.objectId, record: last.recordId };
    else if (refusedSoFar > 0 && round < mostRounds && (round === 1 ? soFar.done + done > 0 : done > 0))
      next = { round: round + 1, object: "", record: "" };
    return { next, ...counted, rows, work: wrote.work, ...(round === 1 && soFar.total === undefined ? { total: input.done } : {}) };
  },
});

/** The changes that take back what was done to one record. Nothing, when it already stands as it did before. */
function inverseOf(object: ResolvedObject, act: Act, problems: Problem[]): Change[] {
  const [first, last] = [act.acts[0]!.act, act.acts.at(-1)!.act];
  const of = { object: object.name, id: act.recordId };
  if (act.data === null) return [];
  const span = new Map<string, readonly [Json, Json]>();
  for (const { changes: those } of act.acts)
    for (const [id, [from, to]] of Object.entries(keptChanges(those))) span.set(id, [span.get(id)?.[0] ?? from, to]);
  // what the platform works out follows by itself
  const fields = object.fields
    .filter(({ fieldType }) => fieldType.generated === undefined && fieldType.derived === undefined)
    .map(({ id, name }) => ({ id, name, now: act.data![id] ?? null }));
  if (first === "create") {
    if (act.deleted === true) return [];
    if (!act.touched || fields.every(({ id, now }) => sameJson(now, span.get(id)?.[1] ?? null))) return [{ act: "delete", ...of }];
    problems.push(problem("changed_since", "", "Somebody changed the record since; it stays."));
    return [];
  }
  const changes: Change[] = [];
  if (last === "delete") {
    if (act.deleted !== true) return [];
    changes.push({ act: "restore", ...of });
  } else if (last === "restore" && first === "restore") {
    if (act.deleted === true) return [];
    changes.push({ act: "delete", ...of });
  } else if (act.deleted === true) {
    problems.push(problem("not_found", "", "Somebody deleted the record since.", { reason: "record" }));
    return [];
  }
  const values: Record<string, Json> = {};
  for (const { id, name, now } of fields) {
    const [from, to] = span.get(id) ?? [now, now];
    if (sameJson(now, from)) continue;
    if (sameJson(now, to)) values[name] = from;
    else
      problems.push(
        problem("changed_since", `/${name}`, `Somebody changed "${name}" since; it stays as it is.`, { details: { field: name } }),
      );
  }
  if (Object.keys(values).length > 0) changes.push({ act: "update", ...of, values });
  return changes;
}
