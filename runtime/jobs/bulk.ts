import { ok, problem, refused, type Json, type Problem, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import { grantedOnMany } from "../records/allowed.ts";
import type { Change } from "../records/change.ts";
import { guardFilter } from "../records/query.ts";
import { planned } from "../records/planned.ts";
import { isRecordId } from "../records/typed.ts";
import { defineJob, JobFailed, type JobKind } from "./job.ts";
import { chunkSize, paced } from "./pace.ts";
import { readSlowly } from "./slow-pages.ts";
import { writeEach } from "./write-each.ts";

/** Which records: those named, or all that meet the filter and search. Values by API name; null empties a field. */
export interface BulkInput {
  readonly object: string;
  readonly ids?: readonly string[];
  readonly filter?: Json;
  readonly q?: string;
  readonly values?: Readonly<Record<string, Json>>;
}

type BulkCursor = { readonly next: string } | { readonly index: number };

interface Page {
  readonly ids: readonly string[];
  readonly next: BulkCursor | undefined;
  readonly total: number | undefined;
}

/** Most records named one by one. */
export const mostIds = 10_000;
/** records of the first chunk; the others are as large as is quick */
const firstSize = 500;

function admit(effective: Effective, actor: Actor, input: BulkInput, act: "update" | "delete"): Result<{ subject: string }> {
  const granted = grantedOnMany(effective, actor, input.object, act);
  if (!granted.ok) return granted;
  const problems: Problem[] = [];
  if ((input.ids === undefined) === (input.filter === undefined && input.q === undefined)) {
    problems.push(problem("required", "", "Say which records: either their ids, or a filter."));
  }
  if (input.ids !== undefined && (input.ids.length === 0 || input.ids.length > mostIds || !input.ids.every(isRecordId))) {
    problems.push(problem("invalid", "/ids", `Name 1 to ${mostIds} records by their ids.`));
  }
  if (input.filter !== undefined || input.q !== undefined) {
    const guarded = input.filter === undefined ? ok(null) : guardFilter(input.filter);
    if (!guarded.ok) problems.push(...guarded.problems);
    else {
      const asked = planned(effective, actor, input.object, queryOf(input), new Date().toISOString());
      if (!asked.ok) problems.push(...asked.problems);
    }
  }
  if (act === "update") {
    const names = Object.keys(input.values ?? {});
    if (names.length === 0) problems.push(problem("required", "/values", "Give at least one field its value."));
    for (const name of names) {
      const field = granted.value.object.byName.get(name);
      if (field === undefined || !granted.value.right.sees(name)) {
        problems.push(problem("unknown_field", `/values/${name}`, `"${input.object}" has no field "${name.slice(0, 80)}".`));
      }
    }
  }
  return problems.length > 0 ? refused(...problems) : ok({ subject: input.object });
}

const queryOf = ({ filter, q }: BulkInput) => ({
  ...(filter === undefined ? {} : { filter }),
  ...(q === undefined || q === "" ? {} : { q }),
});

/** The records of one chunk, by the list that people see. What a change does to the filter's field does not move them: the order is that of the ids. */
async function page(ground: Parameters<NonNullable<JobKind<BulkInput, BulkCursor>["prepare"]>>[0]): Promise<Page> {
  const { platform, actor, input, cursor } = ground;
  const size = chunkSize(ground, firstSize);
  if (input.ids !== undefined) {
    const index = cursor !== undefined && "index" in cursor ? cursor.index : 0;
    const ids = input.ids.slice(index, index + size);
    return { ids, next: index + size < input.ids.length ? { index: index + size } : undefined, total: input.ids.length };
  }
  const read = await readSlowly(platform, actor, input.object, {
    ...queryOf(input),
    fields: ["id"],
    limit: size,
    ...(cursor !== undefined && "next" in cursor ? { cursor: cursor.next } : { count: "exact" }),
  });
  if (!read.ok) throw new JobFailed(...read.problems);
  const { data, next, count } = read.value;
  return { ids: data.map(({ id }) => id), next: next === null ? undefined : { next }, total: count };
}

const bulk = (name: string, act: "update" | "delete") =>
  defineJob<BulkInput, BulkCursor>({
    name,
    undoable: true,
    admit: (effective, actor, input) => admit(effective, actor, input, act),
    prepare: page,
    async chunk({ tx, effective, actor, jobId, input, soFar, kept, attempt }, { ids, next, total }: Page) {
      const changes = ids.map((id): Change => ({
        act,
        object: input.object,
        id,
        ...(act === "update" ? { values: input.values } : {}),
      }));
      const { refused: why, work } = await paced(kept, chunkSize({ kept, attempt }, firstSize), () =>
        writeEach(tx, effective, actor, changes, jobId),
      );
      const before = soFar.done + soFar.failed;
      const rows = ids.flatMap((id, index) =>
        why[index] === undefined ? [] : [{ row: before + index + 1, source: { id, object: input.object }, problems: why[index] }],
      );
      return { next, done: ids.length - rows.length, failed: rows.length, rows, work, ...(total === undefined ? {} : { total }) };
    },
  });

export const bulkUpdate = bulk("bulk_update", "update");
export const bulkDelete = bulk("bulk_delete", "delete");
