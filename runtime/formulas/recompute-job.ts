import type { Tx } from "#db";
import { ok, refused, type Result } from "#metadata";
import { designProblem } from "../drafts/may-design.ts";
import type { Effective, ResolvedObject } from "../effective/effective.ts";
import { defineJob } from "../jobs/job.ts";
import { slotsOf } from "../records/slots.ts";
import { fillRecords } from "../records/statements.ts";
import { lookLater, recomputeJob } from "./behind-publish.ts";
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
  name: recomputeJob,
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
    if (step === undefined) {
      await tx.query(unmark, [tenantId, allRecords, marksOf(input)]);
      return { next: undefined, done: 0 };
    }
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
    // in the transaction of the last chunk: nobody sees the job at its end and the marks still there
    if (next === undefined) await tx.query(unmark, [tenantId, allRecords, marksOf(input)]);
    return { next, done: found.length, ...(total === undefined ? {} : { total }) };
  },
  async finish({ platform, effective, input }) {
    await platform.db.transaction(effective.tenantId, async (tx) => {
      await tx.query(unmark, [effective.tenantId, allRecords, marksOf(input)]);
      await lookLater(tx, effective.tenantId, 0);
    });
    platform.wake();
  },
});

const marksOf = ({ objects }: Input) => objects.map((each) => ({ ...each }));

async function totalOf(tx: Tx, tenantId: string, steps: ReturnType<typeof stepsOf>): Promise<number> {
  let total = 0;
  for (const { object } of steps) total += Number((await tx.query(countAll, [tenantId, [object.id]]))[0]!["n"]);
  return total;
}
