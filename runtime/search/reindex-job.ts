import { ok, problem, refused, type Json, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { designProblem } from "../drafts/may-design.ts";
import type { Effective } from "../effective/effective.ts";
import { defineJob, type Job } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Platform } from "../platform.ts";
import { indexStanding, readyToIndex } from "./index-records.ts";

/** The object by its storage identity, for its name may change meanwhile; records made since `from`, all where it is absent. */
interface Input {
  readonly object: string;
  readonly from?: string;
}

interface Cursor {
  readonly after: string;
}

/** Records of one transaction: some tens of milliseconds. */
const chunkSize = 500;
const first = "00000000-0000-0000-0000-000000000000";

/** Locked, so that no writer comes between what is read and what is found. $1 tenant, $2 object, $3 after, $4 most */
const next = `select id, data from records where tenant_id = $1::uuid and object_id = $2::text and id > $3::uuid and deleted_at is null
order by id limit $4::int8 for no key update`;
/** $1 tenant, $2 object, $3 after */
const count = `select count(*)::float8 as n from records where tenant_id = $1::uuid and object_id = $2::text and id > $3::uuid and deleted_at is null`;

const objectById = (effective: Effective, id: string) => [...effective.objects.values()].find((object) => object.id === id);

/** What the records of an object are found by, worked out anew: behind a publish that changes it, behind an import, or because somebody asks. */
export const reindex = defineJob<Input, Cursor>({
  name: "reindex",
  admit(effective, actor, { object }): Result<{ readonly subject: string }> {
    const forbidden = designProblem(effective, actor);
    if (forbidden !== undefined) return refused(forbidden);
    return ok({ subject: objectById(effective, object)?.name ?? "" });
  },
  async chunk({ tx, effective, input, cursor, attempt }) {
    const object = objectById(effective, input.object);
    if (object === undefined) return { next: undefined, done: 0 };
    const after = cursor?.after ?? input.from ?? first;
    const size = Math.max(1, Math.floor(chunkSize / 4 ** (attempt - 1)));
    const total = cursor === undefined ? Number((await tx.query(count, [effective.tenantId, object.id, after]))[0]!["n"]) : undefined;
    const records = await tx.query<{ id: string; data: Record<string, Json> }>(next, [effective.tenantId, object.id, after, size]);
    await readyToIndex(object, records);
    await indexStanding(tx, effective, object, records);
    return {
      next: records.length < size ? undefined : { after: records.at(-1)!.id },
      done: records.length,
      ...(total === undefined ? {} : { total }),
    };
  },
});

/** Works out anew what the records of an object are found by, where somebody who designs asks. */
export async function startReindex(platform: Platform, actor: Actor, objectName: string): Promise<Result<Job>> {
  const effective = await platform.effectives.get(actor.tenantId);
  const forbidden = designProblem(effective, actor);
  if (forbidden !== undefined) return refused(forbidden);
  const object = effective.objects.get(objectName);
  if (object === undefined) return refused(problem("not_found", "", `There is no object "${objectName.slice(0, 80)}".`));
  return startJob(platform, actor, reindex.name, { object: object.id });
}
