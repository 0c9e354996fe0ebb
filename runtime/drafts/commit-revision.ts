import { createHash } from "node:crypto";
import type { Tx } from "#db";
import {
  canonicalJson,
  sameJson,
  type DocumentKey,
  type Folded,
  type Json,
  type ObjectDocument,
  type Patch,
  type Problem,
} from "#metadata";
import type { PackageName } from "../effective/load.ts";
import { metadataChannel } from "../effective/effectives.ts";
import { markBehindPublish } from "../formulas/behind-publish.ts";
import type { Platform } from "../platform.ts";
import { markFilling } from "./mark-filling.ts";
import { readTenantSettings, restoreDays } from "../effective/tenant-settings.ts";
import { keepRemoved } from "../removals/keep-removed.ts";
import { reindexBehindPublish } from "../search/behind-publish.ts";
import { queueFill, type ToFill } from "../slots/queue-fill.ts";
import { settleBehindPublish } from "../rollouts/behind-publish.ts";
import { calledOff } from "../rollouts/settle-activation.ts";
import { assignSlots, type SlotPlan, type SlotRow } from "./assign-slots.ts";

export interface NewRevision {
  /** the revision that it was checked against; when another is active by now nothing is written */
  readonly onto: number;
  readonly packages: readonly PackageName[];
  readonly patches: ReadonlyMap<DocumentKey, Patch>;
  readonly before: Folded;
  readonly after: Folded;
  readonly message: string;
  readonly by: string;
  /** closed as published in the same transaction; where it has other edits by now than those of this version nothing is written */
  readonly draft?: { readonly id: string; readonly version: number };
  /** the scheduled publish that carries it out; when it no longer waits nothing is written */
  readonly activation?: string;
  /** done in the same transaction once everything else is written; its problems undo all of it */
  readonly also?: (tx: Tx, revision: number, slots: SlotPlan) => Promise<readonly Problem[]>;
}

export type Committed =
  | { readonly revision: number; readonly slots: SlotPlan }
  /** somebody published or edited the draft meanwhile, or it is no longer open */
  | { readonly refused: "moved" | "draft_closed" }
  | { readonly refused: "problems"; readonly problems: readonly Problem[] };

/** Undoes the transaction because of what somebody wrote. */
class Refusal extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super("refused");
    this.problems = problems;
  }
}

/** How long after a publish other processes may still write with the revision before (they see it within a second; a write takes two at most). */
export const settleSeconds = 4;

/** Writes a checked revision and moves the pointer: patches, revision, slots, pointer, draft, the news, all in one transaction. */
export async function commitRevision(platform: Platform, tenantId: string, revision: NewRevision): Promise<Committed> {
  const committed = await platform.db
    .transaction(tenantId, (tx) => commitIn(tx, platform, tenantId, revision), {
      class: "platform",
      deadlineMs: 30_000,
      statementMs: 30_000,
    })
    .catch((fault: unknown): Committed => {
      if (fault instanceof Refusal) return { refused: "problems", problems: fault.problems };
      throw fault;
    });
  if ("revision" in committed) {
    platform.effectives.drop(tenantId);
    platform.wake();
    // what the publish ended or settled is told to those outside
    platform.told?.(tenantId);
  }
  return committed;
}

/** The same in an open transaction. Whoever commits it wakes the worker. */
export async function commitIn(tx: Tx, platform: Platform, tenantId: string, revision: NewRevision): Promise<Committed> {
  const hashed = [...revision.patches].map(([key, body]) => ({ key, hash: hashOf(body as unknown as Json), body }));
  await tx.query("insert into active_revision (tenant_id, n) values ($1, 0) on conflict (tenant_id) do nothing", [tenantId]);
  const [active] = await tx.query<{ n: number }>("select n from active_revision where tenant_id = $1 for update", [tenantId]);
  if (active!.n !== revision.onto) return { refused: "moved" };
  const ended = revision.activation === undefined ? undefined : await calledOff(tx, tenantId, revision.activation);
  if (ended !== undefined) return { refused: "problems", problems: [ended] };
  if (revision.draft !== undefined) {
    const { id, version } = revision.draft;
    const closed = await tx.query(
      "update draft set status = 'published', closed_by = $4, updated_at = now() where tenant_id = $1 and id = $2 and status = 'open' and version = $3 returning id",
      [tenantId, id, version, revision.by],
    );
    if (closed.length === 0) {
      const [now] = await tx.query<{ status: string }>("select status from draft where tenant_id = $1 and id = $2", [tenantId, id]);
      return { refused: now?.status === "open" ? "moved" : "draft_closed" };
    }
  }
  const n = revision.onto + 1;
  // a patch may hold thousands of rows: only what is new travels
  const held = new Set(
    (
      await tx.query<{ hash: string }>("select hash from document_patch where tenant_id = $1 and hash = any($2::text[])", [
        tenantId,
        hashed.map(({ hash }) => hash),
      ])
    ).map(({ hash }) => hash),
  );
  const fresh = hashed.filter(({ hash }) => !held.has(hash)).map(({ hash, body }) => ({ hash, body }));
  if (fresh.length > 0)
    await tx.query(
      `insert into document_patch (tenant_id, hash, body)
         select $1::uuid, p.hash, p.body from jsonb_to_recordset($2::jsonb -> 'patches') as p(hash text, body jsonb)
         on conflict (tenant_id, hash) do nothing`,
      [tenantId, { patches: fresh }],
    );
  await tx.query(
    `insert into revision (tenant_id, n, packages, documents, message, published_by)
       values ($1, $2, $3::jsonb -> 'packages', $4::jsonb, $5, $6)`,
    [
      tenantId,
      n,
      { packages: revision.packages },
      Object.fromEntries(hashed.map(({ key, hash }) => [key, hash])),
      revision.message,
      revision.by,
    ],
  );
  const { slots, moved } = await writeSlots(tx, platform, tenantId, revision);
  const gathers = await markFilling(tx, tenantId, revision.before, revision.after);
  await queueFill(tx, tenantId, toFill(revision, slots, new Set([...moved, ...gathers])), settleSeconds);
  await markBehindPublish(tx, platform.language, tenantId, revision.before.documents, revision.after.documents, settleSeconds);
  await reindexBehindPublish(tx, platform.language, tenantId, revision.before.documents, revision.after.documents, settleSeconds);
  const expired = await keepRemoved(tx, tenantId, revision, restoreDays(await readTenantSettings(platform.db, tenantId)));
  if (expired.length > 0) throw new Refusal(expired);
  await tx.query("update active_revision set n = $2, changed_at = clock_timestamp() where tenant_id = $1", [tenantId, n]);
  await tx.query("select pg_notify($1, $2)", [metadataChannel, tenantId]);
  await settleBehindPublish(tx, tenantId, revision, n);
  const problems = (await revision.also?.(tx, n, slots)) ?? [];
  if (problems.length > 0) throw new Refusal(problems);
  return { revision: n, slots };
}

/** Content hash: equal patches are kept once. */
export const hashOf = (body: Json): string => createHash("sha256").update(canonicalJson(body)).digest("base64url");

/** Objects whose index slots or gathered values are not ready, and whether what is filled already counts: not where the object itself changed. */
function toFill({ before, after }: NewRevision, slots: SlotPlan, changed: ReadonlySet<string>): ToFill[] {
  const waiting = new Set([...slots.rows.filter(({ state }) => state !== "ready").map(({ object }) => object), ...changed]);
  return [...waiting].map((object) => {
    const [was, now] = [before.byKey.get(`object/${object}`), after.byKey.get(`object/${object}`)];
    return { object, name: (now ?? was)?.name ?? object, again: changed.has(object) || !sameJson(was, now) };
  });
}

/** @returns all slots as they are now, and the objects whose slots have to be filled otherwise than before */
async function writeSlots(
  tx: Tx,
  platform: Platform,
  tenantId: string,
  { before, after }: NewRevision,
): Promise<{ readonly slots: SlotPlan; readonly moved: readonly string[] }> {
  const current = await tx.query<{ object: string; field: string; column: string; state: SlotRow["state"] }>(
    `select object_id as object, field_id as field, slot as "column", state from field_slot where tenant_id = $1 order by object_id, slot for update`,
    [tenantId],
  );
  const objects = [...after.documents.object.values()];
  const inhabited = new Set(
    (
      await tx.query<{ id: string }>(
        `select o.id from jsonb_array_elements_text($2::jsonb -> 'ids') as o(id)
         where exists (select 1 from records r where r.tenant_id = $1 and r.object_id = o.id)`,
        [tenantId, { ids: objects.map((object) => object.id) }],
      )
    ).map((row) => row.id),
  );
  const was = new Map([...before.documents.object.values()].map((object) => [object.id, object]));
  const plan = assignSlots({
    language: platform.language,
    current,
    before: [...was.values()],
    after: objects,
    // an object nobody has records of, and a field that no writer of the last revision knows, need no filling
    mayHold: (object, field) => inhabited.has(object) || hasField(was.get(object), field),
  });
  const same = (a: SlotRow, b: SlotRow) => a.object === b.object && a.field === b.field && a.column === b.column && a.state === b.state;
  const gone = current.filter((row) => !plan.rows.some((each) => same(each, row)));
  const come = plan.rows.filter((row) => !current.some((each) => same(each, row)));
  if (gone.length > 0) {
    await tx.query(
      `delete from field_slot f using jsonb_to_recordset($2::jsonb -> 'rows') as g(object text, field text)
       where f.tenant_id = $1 and f.object_id = g.object and f.field_id = g.field`,
      [tenantId, { rows: gone }],
    );
  }
  if (come.length > 0) {
    await tx.query(
      `insert into field_slot (tenant_id, object_id, field_id, slot, state)
       select $1::uuid, c.object, c.field, c."column", c.state
       from jsonb_to_recordset($2::jsonb -> 'rows') as c(object text, field text, "column" text, state text)`,
      [tenantId, { rows: come }],
    );
  }
  const moved = [...gone, ...come].filter(({ object }) => come.some((row) => row.object === object && row.state !== "ready"));
  return { slots: plan, moved: moved.map(({ object }) => object) };
}

const hasField = (object: ObjectDocument | undefined, field: string): boolean =>
  object !== undefined && Object.hasOwn(object.fields, field);
