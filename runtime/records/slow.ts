import { columnsOf } from "./condition.ts";
import type { Plan } from "./plan.ts";

/** Reads of one shape over one object on one day: what the index advisor looks at. */
export interface SlowReads {
  readonly tenantId: string;
  readonly objectId: string;
  /** which fields were filtered and sorted by without an index: API names */
  readonly detail: { readonly filtered: readonly string[]; readonly sorted: readonly string[] };
  /** the same as one text: equal for equal shapes */
  readonly shape: string;
  /** "2026-03-19", UTC */
  readonly day: string;
  times: number;
  ms: number;
  /** records of the longest answer */
  records: number;
}

/** Most shapes that wait to be written down; what comes beyond is not counted. */
const mostWaiting = 10_000;
let waiting = new Map<string, SlowReads>();

/** Fields of a plan that are looked at without an index: they have no slot, or one that is still being filled. */
export function slowFields({ where, sort }: Plan): { readonly filtered: readonly string[]; readonly sorted: readonly string[] } {
  const without = (columns: readonly { name: string; at?: string; links?: unknown; element?: true; made?: unknown }[]) => [
    ...new Set(columns.filter((column) => column.at === undefined && column.links === undefined).map(({ name }) => name)),
  ];
  return { filtered: without(columnsOf(where)), sorted: without(sort.map(({ column }) => column)) };
}

/** Takes down a read that had to look through records, in memory. ms: how long it took; records: how many it looked through or gave. */
export function noticeSlow(plan: Plan, ms: number, records: number): void {
  const detail = slowFields(plan);
  if (detail.filtered.length === 0 && detail.sorted.length === 0) return;
  const shape = JSON.stringify([[...detail.filtered].sort(), [...detail.sorted].sort()]);
  const day = new Date().toISOString().slice(0, 10);
  const key = `${plan.tenantId}/${plan.objectId}/${day}/${shape}`;
  const known = waiting.get(key);
  if (known !== undefined) {
    known.times += 1;
    known.ms += ms;
    known.records = Math.max(known.records, records);
  } else if (waiting.size < mostWaiting) {
    waiting.set(key, { tenantId: plan.tenantId, objectId: plan.objectId, detail, shape, day, times: 1, ms, records });
  }
}

/** What was taken down since the last time it was asked for; it is forgotten here. */
export function takeSlow(): readonly SlowReads[] {
  const taken = [...waiting.values()];
  waiting = new Map();
  return taken;
}
