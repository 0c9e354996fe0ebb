import type { Tx } from "#db";
import type { DocumentSet, Language } from "#metadata";
import { documentGraph } from "./document-graph.ts";
import type { Derived, Graph } from "./graph.ts";
import type { GraphField } from "./paths.ts";
import { allRecords } from "./stale.ts";
import { newId } from "../uuid.ts";

/** The kind of job that fills derived values in. */
export const recomputeJob = "recompute";

/** $1 tenant, $2 objects, $3 stands for all records: those that have records */
const markObjects = `insert into stale_record (tenant_id, object_id, record_id, since)
select $1::uuid, o.id, $3::uuid, clock_timestamp() from unnest($2::text[]) as o(id)
where exists (select 1 from records r where r.tenant_id = $1::uuid and r.object_id = o.id)
order by o.id on conflict (tenant_id, object_id, record_id) do update set since = excluded.since returning object_id`;
/** $1 tenant, $2 id, $3 seconds */
const later = `insert into work (tenant_id, id, kind, class, due_at)
values ($1::uuid, $2::uuid, 'derive', 'backfill', now() + make_interval(secs => $3::float8))`;

/**
 * In the transaction that publishes: marks the objects whose derived values come about otherwise than before, so that all their
 * records are worked out again once writers of the revision before are surely gone. Until then lists say that they are catching up.
 */
export async function markBehindPublish(
  tx: Tx,
  language: Language,
  tenantId: string,
  before: DocumentSet,
  after: DocumentSet,
  settleSeconds: number,
): Promise<void> {
  const names = changedObjects(documentGraph(language, before), documentGraph(language, after));
  const ids = names.flatMap((name) => after.object.get(name)?.id ?? []).sort();
  if (ids.length === 0) return;
  const marked = await tx.query(markObjects, [tenantId, ids, allRecords]);
  if (marked.length > 0) await lookLater(tx, tenantId, settleSeconds);
}

/** Has the worker look at what is marked, after some seconds. */
export async function lookLater(tx: Pick<Tx, "query">, tenantId: string, seconds: number): Promise<void> {
  await tx.query(later, [tenantId, newId(), seconds]);
}

/** Objects with a derived value that is new, comes about otherwise, or follows from one that does. Pure. */
export function changedObjects(before: Graph, after: Graph): readonly string[] {
  const was = new Map([...before.of.values()].flat().map((node) => [node.key, signature(node)]));
  const nodes = [...after.of.values()].flat().sort((a, b) => a.rank - b.rank);
  const changed = new Set<string>();
  for (const node of nodes) {
    if (was.get(node.key) !== signature(node) || node.follows.some((key) => changed.has(key))) changed.add(node.key);
  }
  return [...new Set(nodes.filter(({ key }) => changed.has(key)).map(({ object }) => object))];
}

/** How a derived value comes about, and what kind of values it reads: another currency of a source makes another sum. */
function signature({ field, how, paths, own, children }: Derived): string {
  const kinds = [
    kind(field),
    ...paths.map(({ hops, field: end, column }) => [
      ...hops.map(({ object, field: hop, to }) => [object, kind(hop), to]),
      end === undefined ? column : kind(end),
    ]),
    [...own].sort(),
    children === undefined
      ? null
      : [kind(children.by), children.field === undefined ? null : kind(children.field), [...children.reads].sort()],
  ];
  return JSON.stringify([how, kinds]);
}

const kind = ({ id, fieldType, settings }: GraphField): unknown => [id, fieldType.name, JSON.stringify(settings, typesByName)];
/** A type among settings stands under its name. */
const typesByName = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && "toSlot" in value && "name" in value ? value.name : value;
