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

/** $1 tenant, $2 document: the latest revision before the active one in which the tenant's or a package's part of it was another */
const lastOther = `select max(r.n)::int as n from revision r, active_revision a join revision now on now.tenant_id = a.tenant_id and now.n = a.n
 where a.tenant_id = $1::uuid and r.tenant_id = $1::uuid and r.n < a.n
   and ((r.documents ->> $2) is distinct from (now.documents ->> $2) or r.packages <> now.packages)`;

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
    const n = to ?? (await revisionBefore(platform, tenantId, key));
    const target = n === undefined || n >= ground.state.revision ? undefined : await readGround(platform, tenantId, n);
    const document = target?.published.byKey.get(key) as TableDocument | undefined;
    if (n === undefined || document === undefined)
      return refused(
        problem(
          "not_found",
          "/to",
          n === undefined ? "The table was never another than it is." : `The table is not in a revision ${n} before the one that is live.`,
        ),
      );
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

async function revisionBefore(platform: Platform, tenantId: string, key: DocumentKey): Promise<number | undefined> {
  const [rows] = await platform.db.batch(tenantId, [{ text: lastOther, params: [tenantId, key] }], { readOnly: true });
  return (rows![0]?.["n"] as number | null) ?? undefined;
}
