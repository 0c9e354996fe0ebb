import type { Platform } from "../platform.ts";
import type { Plan } from "../records/plan.ts";
import { slowFields } from "../records/slow.ts";

/** Takes down in memory which reads had to look through records, and writes it down now and then: what the index advisor looks at. */
export interface SlowBook {
  /**
   * A read has looked through records. ms: how long it took; undefined: it was refused for what it would cost, or stopped.
   * `records`: how many it looked through at most. Nothing where the plan asks by indexes alone; no statement is sent here.
   */
  notice(plan: Plan, ms: number | undefined, records: number): void;
  start(): void;
  /** Writes down what is left. */
  stop(): Promise<void>;
  /** Writes down what was noticed until now. */
  flush(): Promise<void>;
}

/** Reads of one shape over one object on one day. */
interface SlowReads {
  readonly object: string;
  /** equal for equal shapes */
  readonly shape: string;
  /** "2026-03-19", UTC */
  readonly day: string;
  /** which fields were filtered and sorted by without an index: API names */
  readonly detail: { readonly filtered: readonly string[]; readonly sorted: readonly string[]; readonly refused?: true };
  times: number;
  ms: number;
  records: number;
}

/** ms between two writings. */
const every = 60_000;
/** What waits to be written at most: tenants, and shapes of each. What comes beyond is not counted. */
const most = { tenants: 2_000, shapes: 200, fields: 10 };
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

/** Writes down reads that had to look through records, gathered for a while before they are kept. */
export function createSlowBook({ db, log }: Pick<Platform, "db" | "log">): SlowBook {
  let waiting = new Map<string, Map<string, SlowReads>>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    const taken = waiting;
    waiting = new Map();
    for (const [tenantId, reads] of taken) {
      try {
        const rows = [...reads.values()].map((each) => ({ ...each, records: Math.round(each.records) }));
        await db.batch(
          tenantId,
          [
            { text: write, params: [tenantId, { rows }, mostShapes] },
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
    notice(plan, ms, records) {
      const { filtered, sorted } = slowFields(plan);
      if (filtered.length === 0 && sorted.length === 0) return;
      const fields = { filtered: [...filtered].sort().slice(0, most.fields), sorted: sorted.slice(0, most.fields) };
      const detail = ms === undefined ? { ...fields, refused: true as const } : fields;
      const shape = JSON.stringify(detail).slice(0, 1_000);
      const day = new Date().toISOString().slice(0, 10);
      let reads = waiting.get(plan.tenantId);
      if (reads === undefined) {
        if (waiting.size >= most.tenants) return;
        waiting.set(plan.tenantId, (reads = new Map()));
      }
      const key = `${plan.objectId}/${day}/${shape}`;
      const known = reads.get(key);
      if (known !== undefined) {
        known.times += 1;
        known.ms += ms ?? 0;
        known.records = Math.max(known.records, records);
      } else if (reads.size < most.shapes) {
        reads.set(key, { object: plan.objectId, shape, day, detail, times: 1, ms: ms ?? 0, records });
      }
    },
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
