import type { Tx } from "#db";
import type { Actor } from "../actor.ts";
import type { Effective } from "../effective/effective.ts";
import type { Platform } from "../platform.ts";
import { derivedGraph, derivedOf } from "./effective-graph.ts";
import { enterAs } from "./enter.ts";
import { add, follow, settle } from "./follow.ts";
import type { Derived } from "./graph.ts";
import { referringAll, referringPage, waysOf, type Way } from "./referrers.ts";
import { rewrite } from "./rewrite.ts";
import { allRecords, markStale } from "./stale.ts";

/** Records of one transaction of the worker: some tens of milliseconds. */
const chunk = 200;

/** The oldest marks of one object. $1 tenant, $2 stands for all records, $3 most */
const oldest = `select record_id as id, object_id as object, since::text as since from stale_record
where tenant_id = $1::uuid and record_id <> $2::uuid
  and object_id = (select object_id from stale_record where tenant_id = $1::uuid and record_id <> $2::uuid order by since limit 1)
order by since limit $3::int8`;

/** Marks that nobody has set anew meanwhile. $1 tenant, $2 object, $3 rows { id, since } */
const unmark = `delete from stale_record s using jsonb_to_recordset($3::jsonb) as x(id uuid, since timestamptz)
where s.tenant_id = $1::uuid and s.object_id = $2::text and s.record_id = x.id and s.since = x.since`;

/**
 * Works out what changes have left to the worker, until nothing is marked: the marked records' own derived values, then, page by page,
 * those of all records from which paths lead to them. May be broken off anywhere and begun again: what is right already is not written.
 */
export async function catchUp(platform: Pick<Platform, "db" | "effectives" | "wake">, tenantId: string): Promise<void> {
  while (await catchUpSome(platform, tenantId)) {
    // until there is nothing left
  }
}

/** The next marked records. False: nothing is marked. */
export async function catchUpSome(
  { db, effectives, wake }: Pick<Platform, "db" | "effectives" | "wake">,
  tenantId: string,
): Promise<boolean> {
  const [rows] = (await db.batch(tenantId, [{ text: oldest, params: [tenantId, allRecords, chunk] }], { readOnly: true })) as [
    { id: string; object: string; since: string }[],
  ];
  const [first] = rows;
  if (first === undefined) return false;
  const effective = await effectives.get(tenantId);
  const object = [...effective.objects.values()].find(({ id }) => id === first.object);
  const actor: Actor = { tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true };
  const ids = rows.map(({ id }) => id);
  const carry = async (work: (tx: Tx) => Promise<boolean>): Promise<void> => {
    const started = await db.transaction(tenantId, work, { class: "batch" });
    if (started) wake();
  };
  if (object !== undefined) {
    await carry(async (tx) => {
      await enterAs(tx, effective, object.name, "alone");
      return ownValues(tx, effective, actor, object.name, ids);
    });
    for (const way of waysOf(derivedGraph(effective).watches.get(object.name) ?? [])) {
      for (let after: string | undefined, last = false; !last;) {
        await carry(async (tx) => {
          await enterAs(tx, effective, object.name, "alone");
          const page = await referringPage(tx, effective, way.hops.at(-1)!, ids, chunk, after);
          last = page.length <= chunk;
          const taken = page.slice(0, chunk);
          after = taken.at(-1);
          return onTheWay(tx, effective, actor, way, taken);
        });
      }
    }
  }
  await db.batch(tenantId, [{ text: unmark, params: [tenantId, first.object, rows.map(({ id, since }) => ({ id, since }))] }]);
  return true;
}

/** Everything that is derived on the marked records themselves, and what is summed up over them. */
async function ownValues(tx: Tx, effective: Effective, actor: Actor, object: string, ids: readonly string[]): Promise<boolean> {
  const now = new Date().toISOString();
  const nodes: ReadonlySet<Derived> = new Set(derivedOf(effective, object));
  const { written, work } = await rewrite(tx, effective, actor, effective.objects.get(object)!, new Map(ids.map((id) => [id, nodes])), now);
  const touched = written.map(({ stored, before }) => ({ id: stored.id, changed: "all" as const, before, after: stored.data }));
  // the records that refer to them come next, page by page
  const followed = await follow(tx, effective, actor, object, touched, now, { down: false });
  return work || followed.work;
}

/** One page of records that refer to marked ones: their own derived values, or those of the records that paths lead to them from. */
async function onTheWay(tx: Tx, effective: Effective, actor: Actor, { hops, watches }: Way, page: readonly string[]): Promise<boolean> {
  if (page.length === 0) return false;
  const ids = await referringAll(tx, effective, hops.slice(0, -1), page, chunk * 2);
  if (ids === undefined) {
    // too many from here: these are marked themselves, and come later with their own pages
    await markStale(tx, effective, hops.at(-1)!.object, page);
    return true;
  }
  const due = new Map();
  for (const id of ids) for (const { node } of watches) add(due, node, id);
  return (await settle(tx, effective, actor, due, new Date().toISOString())).work;
}
