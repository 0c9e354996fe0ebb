import type { Platform } from "../platform.ts";
import { takeSlow, type SlowReads } from "../records/slow.ts";

/** Writes down now and then which reads had to look through records. */
export interface SlowBook {
  start(): void;
  /** Writes down what is left. */
  stop(): Promise<void>;
  /** Writes down what was noticed until now. */
  flush(): Promise<void>;
}

/** ms between two writings. */
const every = 60_000;
/** Shapes of one tenant and day at most, and days they are kept. */
const mostShapes = 2_000;
const keptDays = 60;

/** $1 tenant, $2 { rows }, $3 most */
const write = `insert into slow_query (tenant_id, object_id, shape, day, detail, times, ms, records)
select $1::uuid, x.object, x.shape, x.day, x.detail, x.times, x.ms, x.records
from jsonb_to_recordset($2::jsonb -> 'rows') as x(object text, shape text, day date, detail jsonb, times int8, ms float8, records int8)
where (select count(*) from slow_query where tenant_id = $1::uuid and day = x.day) < $3::int8
order by x.object, x.shape, x.day
on conflict (tenant_id, object_id, shape, day) do update set times = slow_query.times + excluded.times, ms = slow_query.ms + excluded.ms,
  records = greatest(slow_query.records, excluded.records)`;
/** $1 tenant, $2 days */
const forget = "delete from slow_query where tenant_id = $1::uuid and day < current_date - $2::int4";

export function createSlowBook({ db, log }: Pick<Platform, "db" | "log">): SlowBook {
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    const byTenant = Map.groupBy(takeSlow(), ({ tenantId }) => tenantId);
    for (const [tenantId, reads] of byTenant) {
      try {
        await db.batch(
          tenantId,
          [
            { text: write, params: [tenantId, { rows: reads.map(rowOf) }, mostShapes] },
            { text: forget, params: [tenantId, keptDays] },
          ],
          { class: "batch" },
        );
      } catch (error) {
        // advice may miss a minute; the reads themselves are done
        log.warn({ err: error, tenantId }, "slow reads could not be written down");
      }
    }
  }

  return {
    start() {
      timer ??= setInterval(() => void flush(), every).unref();
    },
    async stop() {
      clearInterval(timer);
      await flush();
    },
    flush,
  };
}

/** A shape's text may be long; it only tells shapes apart. */
const rowOf = ({ objectId, shape, day, detail, times, ms, records }: SlowReads) => ({
  object: objectId,
  shape: shape.slice(0, 500),
  day,
  detail,
  times,
  ms,
  records: Math.round(records),
});
