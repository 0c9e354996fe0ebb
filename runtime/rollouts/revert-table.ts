import {
  diffDocument,
  foldLayers,
  keyOf,
  ok,
  problem,
  refused,
  sameJson,
  type DocumentKey,
  type Patch,
  type Result,
  type TableDocument,
} from "#metadata";
import type { Actor } from "../actor.ts";
import type { Published } from "../drafts/carry-out.ts";
import { commitRevision } from "../drafts/commit-revision.ts";
import { withUsers } from "../drafts/publish-draft.ts";
import { asDesigner, over, packageLayers, readGround } from "../drafts/state.ts";
import { setProblems } from "../drafts/validate.ts";
import { layersOf } from "../effective/build-effective.ts";
import type { Platform } from "../platform.ts";

/** Revisions that are looked at for the table as it was. */
const mostBefore = 50;

/** $1 tenant, $2 document, $3 most: revisions before the active one, latest first, after which the tenant's or a package's part of it became another */
const before = `select n from (
   select r.n, r.documents ->> $2 as own, lead(r.documents ->> $2) over later as next, r.packages, lead(r.packages) over later as next_packages, a.n as now
   from revision r join active_revision a on a.tenant_id = r.tenant_id where r.tenant_id = $1::uuid and r.n <= a.n window later as (order by r.n)
 ) r where n < now and (own is distinct from next or packages <> next_packages) order by n desc limit $3::int`;

/**
 * Publishes one table as it was before its last change, or at revision `to`; everything else stays as it is. The answer comes when it is live.
 * Problems: not_found, and whatever of that table cannot stand on what is published now.
 */
export async function revertTable(
  platform: Platform,
  actor: Actor,
  name: string,
  { to, message }: { readonly to?: number; readonly message?: string } = {},
): Promise<Result<Published>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const { tenantId } = actor;
  for (let attempt = 1; attempt <= 5; attempt++) {
    const ground = (await readGround(platform, tenantId))!;
    const published = ground.published.documents.table.get(name);
    if (published === undefined) return refused(problem("not_found", "", `There is no decision table "${name.slice(0, 80)}".`));
    const key: DocumentKey = keyOf("table", published.id);
    const target = await (to === undefined ? lastOther(platform, tenantId, key, published) : at(platform, tenantId, key, to));
    if (target === undefined || target.n >= ground.state.revision)
      return refused(
        problem(
          "not_found",
          "/to",
          to === undefined
            ? "The table was never another than it is."
            : `The table is not in a revision ${to} before the one that is live.`,
        ),
      );
    const { n, document } = target;
    const patch: Patch = diffDocument("table", ground.below.byKey.get(key) as TableDocument | undefined, document);
    const patches = over(ground.state.patches, new Map([[key, patch]]));
    if (sameJson(published, document)) return ok({ revision: ground.state.revision, withoutSlot: [] });
    const after = foldLayers(layersOf(packageLayers(ground), patches));
    const touched = withUsers(platform.language, after, [key], ground.published);
    const accepted = new Set(sameJson(after.byKey.get(key), document) ? [key] : []);
    const problems = setProblems(platform.language, ground.published, after, touched, accepted);
    if (problems.length > 0) return refused(...problems);
    const committed = await commitRevision(platform, tenantId, {
      onto: ground.state.revision,
      packages: ground.state.packages,
      patches,
      before: ground.published,
      after,
      message: message ?? `Reverted ${name} to revision ${n}`,
      by: actor.by,
    });
    if ("revision" in committed) return ok({ revision: committed.revision, withoutSlot: [] });
    if (committed.refused === "problems") return refused(...committed.problems);
  }
  return refused(problem("draft_conflict", "", "Others published again and again meanwhile; revert once more."));
}

interface Before {
  readonly n: number;
  readonly document: TableDocument;
}

async function at(platform: Platform, tenantId: string, key: DocumentKey, n: number): Promise<Before | undefined> {
  const document = (await readGround(platform, tenantId, n))?.published.byKey.get(key) as TableDocument | undefined;
  return document && { n, document };
}

/** The table as it last was another: what changed since may be elsewhere in a package, or come to the same. */
async function lastOther(platform: Platform, tenantId: string, key: DocumentKey, now: TableDocument): Promise<Before | undefined> {
  const [rows] = await platform.db.batch(tenantId, [{ text: before, params: [tenantId, key, mostBefore] }], { readOnly: true });
  for (const { n } of rows as { n: number }[]) {
    const found = await at(platform, tenantId, key, n);
    if (found !== undefined && !sameJson(found.document, now)) return found;
  }
  return undefined;
}
