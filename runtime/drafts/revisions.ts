import { foldLayers, ok, problem, refused, sameJson, type DocumentKey, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { layersOf } from "../effective/build-effective.ts";
import type { PackageName } from "../effective/load.ts";
import type { Platform } from "../platform.ts";
import { unconverted } from "../retype/held.ts";
import { carryOut, type Published } from "./carry-out.ts";
import type { NewRevision } from "./commit-revision.ts";
import { grantProblems } from "./grant-problems.ts";
import { duplicateProblems } from "./duplicate-values.ts";
import { asDesigner, packageLayers, readGround } from "./state.ts";
import { setProblems } from "./validate.ts";

export interface RevisionInfo {
  readonly n: number;
  readonly message: string;
  readonly publishedBy: string;
  readonly publishedAt: string;
  readonly packages: readonly PackageName[];
  readonly active: boolean;
}

/** What was published, newest first, at most 200. */
export async function listRevisions(platform: Platform, actor: Actor): Promise<Result<RevisionInfo[]>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const [rows] = await platform.db.batch(
    actor.tenantId,
    [
      {
        text: `select r.n, r.message, r.published_by as "publishedBy", r.published_at as "publishedAt", r.packages, coalesce(a.n = r.n, false) as active
          from revision r left join active_revision a on a.tenant_id = r.tenant_id where r.tenant_id = $1 order by r.n desc limit 200`,
        params: [actor.tenantId],
      },
    ],
    { readOnly: true },
  );
  return ok(rows!.map((row) => ({ ...row, publishedAt: (row["publishedAt"] as Date).toISOString() }) as unknown as RevisionInfo));
}

/** Publishes a revision equal to `n`: its packages and documents. Records keep their data; fields whose type had been changed get their values back. */
export async function restoreRevision(
  platform: Platform,
  actor: Actor,
  n: number,
  options: { readonly message?: string | undefined } = {},
): Promise<Result<Published>> {
  return carryOut(platform, actor, { revision: n, message: options.message ?? `Restored revision ${n}` });
}

/** What a revision of before comes to on the one that is live now. */
export async function revisionAgain(platform: Platform, actor: Actor, n: number, message: string): Promise<Result<NewRevision>> {
  const may = await asDesigner(platform, actor);
  if (!may.ok) return may;
  const target = n >= 1 ? await readGround(platform, actor.tenantId, n) : undefined;
  if (target === undefined) return refused(problem("not_found", "", `There is no revision ${n}`));
  const ground = (await readGround(platform, actor.tenantId))!;
  const after = foldLayers(layersOf(packageLayers(target), target.state.patches));
  const changed = [...after.byKey.keys()].filter((key: DocumentKey) => !sameJson(ground.published.byKey.get(key), after.byKey.get(key)));
  const problems = setProblems(platform.language, ground.published, after, changed);
  problems.push(...grantProblems(await platform.effectives.get(actor.tenantId), actor, ground.published, after));
  if (problems.length === 0) problems.push(...(await duplicateProblems(platform, actor.tenantId, ground.published, after)));
  if (problems.length === 0) problems.push(...(await unconverted(platform, actor.tenantId, ground.published, after)));
  if (problems.length > 0) return refused(...problems);
  return ok({
    onto: ground.state.revision,
    packages: target.state.packages,
    patches: target.state.patches,
    before: ground.published,
    after,
    message,
    by: actor.by,
  });
}
