import type { Tx } from "#db";
import { ok, refused, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { designProblem } from "../drafts/may-design.ts";
import { settleSeconds } from "../drafts/commit-revision.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { defineJob } from "../jobs/job.ts";
import { startJob } from "../jobs/start-job.ts";
import type { Platform } from "../platform.ts";
import { slotsOf } from "../records/slots.ts";
import { fillRecords } from "../records/statements.ts";
import { lookLater } from "./behind-publish.ts";
import { derivedOf } from "./effective-graph.ts";
import { enterAs } from "./enter.ts";
import { workedOutAgain } from "./rewrite.ts";
import { allRecords } from "./stale.ts";

/** Objects by storage identity, with the moment they were marked; it ends with the transaction's own precision. */
interface Input {
  readonly objects: readonly { readonly id: string; readonly since: string }[];
}

interface Cursor {
  /** how many of the steps are done */
  readonly step: number;
  /** the last record of this step that is done */
  readonly after?: string;
}

/** Records of one transaction. */
const chunkSize = 500;

/** $1 tenant, $2 object, $3 after, $4 most */
const nextIds = `select id from records where tenant_id = $1::uuid and object_id = $2::text and id > $3::uuid and deleted_at is null order by id limit $4::int8`;
/** $1 tenant, $2 objects */
const countAll = `select count(*)::float8 as n from records where tenant_id = $1::uuid and object_id = any($2::text[]) and deleted_at is null`;
/** $1 tenant, $2 stands for all records, $3 rows { id, since } */
const unmark = `delete from stale_record s using jsonb_to_recordset($3::jsonb) as x(id text, since timestamptz)
where s.tenant_id = $1::uuid and s.record_id = $2::uuid and s.object_id = x.id and s.since <= x.since`;

/** One object as often as its values stand behind others: the objects in the order in which they can be worked out. */
function stepsOf(effective: Effective, ids: readonly string[]): readonly { readonly object: ResolvedObject; readonly rank: number }[] {
  const steps = [...effective.objects.values()]
    .filter(({ id }) => ids.includes(id))
    .flatMap((object) => [...new Set(derivedOf(effective, object.name).map(({ rank }) => rank))].map((rank) => ({ object, rank })));
  return steps.sort((a, b) => a.rank - b.rank || (a.object.name < b.object.name ? -1 : 1));
}

/**
 * Fills in derived values behind a publish, for all records of the objects that need it. The values come with the revision: records
 * keep their version, nothing stands in their history, nobody is told. What changes meanwhile is followed as ever.
 */
export const recompute = defineJob<Input, Cursor>({
  name: "recompute",
  admit(effective, actor, { objects }): Result<{ readonly subject: string }> {
    const forbidden = designProblem(effective, actor);
    if (forbidden !== undefined) return refused(forbidden);
    return ok({ subject: [...effective.objects.values()].find(({ id }) => objects.some((each) => each.id === id))?.name ?? "" });
  },
  async chunk({ tx, effective, input, cursor = { step: 0 } }) {
    const { tenantId } = effective;
    const ids = input.objects.map(({ id }) => id);
    const steps = stepsOf(effective, ids);
    const total = cursor.step === 0 && cursor.after === undefined ? await totalOf(tx, tenantId, steps) : undefined;
    const step = steps[cursor.step];
    if (step === undefined) return { next: undefined, done: 0 };
    const { object, rank } = step;
    await enterAs(tx, effective, object.name, "beside");
    const rows = await tx.query(nextIds, [tenantId, object.id, cursor.after ?? allRecords, chunkSize]);
    const found = rows.map((row) => row["id"] as string);
    const nodes = new Set(derivedOf(effective, object.name).filter((node) => node.rank === rank));
    const now = new Date().toISOString();
    const changed = await workedOutAgain(tx, effective, object, new Map(found.map((id) => [id, nodes])), now);
    if (changed.length > 0) {
      await tx.query(fillRecords, [tenantId, object.id, changed.map(({ id, data }) => slotsOf(object, data, { id, data }))]);
    }
    const last = found.at(-1);
    const next: Cursor | undefined =
      found.length === chunkSize
        ? { step: cursor.step, after: last! }
        : cursor.step + 1 < steps.length
          ? { step: cursor.step + 1 }
          : undefined;
    return { next, done: found.length, ...(total === undefined ? {} : { total }) };
  },
  async finish({ platform, effective, input }) {
    await platform.db.transaction(effective.tenantId, async (tx) => {
      await tx.query(unmark, [effective.tenantId, allRecords, input.objects.map((each) => ({ ...each }))]);
      await lookLater(tx, effective.tenantId, 0);
    });
    platform.wake();
  },
});

async function totalOf(tx: Tx, tenantId: string, steps: ReturnType<typeof stepsOf>): Promise<number> {
  let total = 0;
  for (const { object } of steps) total += Number((await tx.query(countAll, [tenantId, [object.id]]))[0]!["n"]);
  return total;
}

/** $1 tenant, $2 stands for all records */
const marked = `select object_id as id, since::text as since, extract(epoch from clock_timestamp() - since)::float8 as age,
  exists (select 1 from job where tenant_id = $1::uuid and kind = 'recompute' and state in ('waiting', 'running')) as busy
from stale_record where tenant_id = $1::uuid and record_id = $2::uuid order by object_id`;

/** Starts the job for objects that a publish has marked, once those who write with the revision before are gone. One at a time. */
export async function fillBehindPublish(platform: Platform, tenantId: string, settledAfter = settleSeconds): Promise<void> {
  const [rows] = (await platform.db.batch(tenantId, [{ text: marked, params: [tenantId, allRecords] }], { readOnly: true })) as [
    { id: string; since: string; age: number; busy: boolean }[],
  ];
  // who is at it looks again when it has ended
  if (rows.length === 0 || rows[0]!.busy) return;
  const youngest = Math.min(...rows.map(({ age }) => age));
  const wait = async (seconds: number) => {
    await platform.db.transaction(tenantId, (tx) => lookLater(tx, tenantId, seconds));
    platform.wake();
  };
  if (youngest < settledAfter) return await wait(settledAfter - youngest);
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  const started = await startJob(platform, actor, recompute.name, { objects: rows.map(({ id, since }) => ({ id, since })) });
  // too many jobs wait already
  if (!started.ok) await wait(30);
}
