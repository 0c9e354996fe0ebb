import { problem, refused, ok, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import type { Job } from "../jobs/job.ts";
import type { PackageName } from "../effective/load.ts";
import { packageRevision } from "../packages/package-revision.ts";
import type { Platform } from "../platform.ts";
import { revisionWithRemoved, type Removed } from "../removals/revision-with-removed.ts";
import { heldConversions } from "../retype/held.ts";
import { startRetype } from "../retype/start-retype.ts";
import { commitRevision, type NewRevision } from "./commit-revision.ts";
import type { Tried } from "../rollouts/tried.ts";
import { draftRevision, withoutSlot } from "./publish-draft.ts";
import { revisionAgain } from "./revisions.ts";
import { tableWarnings, type Warning } from "./table-warnings.ts";

/** What somebody wants to be published: a draft, a revision of before, what was removed from the one that is, or a version of a package. */
export type Intent =
  | { readonly draft: string; readonly message: string; readonly tried?: Tried }
  | { readonly revision: number; readonly message: string }
  | { readonly removed: readonly Removed[]; readonly message: string }
  | { readonly package: PackageName; readonly message: string };

export interface Published {
  /** the revision that is live now: with `job` still the one of before */
  readonly revision: number;
  /** fields that are to be indexed and found no free slot: their filters and sorts are slow */
  readonly withoutSlot: readonly { readonly object: string; readonly field: string }[];
  /** what deserves a look in a draft that was published */
  readonly warnings?: readonly Warning[];
  /** values are converted first; what was asked for is live when the job has ended */
  readonly job?: Job;
}

/** What an intent comes to on the revision that is live now: checked, not written. */
export async function revisionFor(platform: Platform, actor: Actor, intent: Intent): Promise<Result<NewRevision>> {
  if ("draft" in intent) return draftRevision(platform, actor, intent.draft, intent.message, intent.tried);
  if ("revision" in intent) return revisionAgain(platform, actor, intent.revision, intent.message);
  if ("package" in intent) return versionOf(platform, actor, intent.package);
  return revisionWithRemoved(platform, actor, intent.removed, intent.message);
}

async function versionOf(platform: Platform, { tenantId }: Actor, pkg: PackageName): Promise<Result<NewRevision>> {
  const ready = await packageRevision(platform, tenantId, pkg);
  if (!ready.ok) return ready;
  if ("installed" in ready.value) return refused(problem("draft_conflict", "", `${pkg.name} ${pkg.version} was installed meanwhile`));
  return ok(ready.value.revision);
}

/**
 * Publishes it: at once, or by a job where values have to be converted before anybody may see them. `byJob`: by a job in any case.
 * `activation`: the scheduled publish that this is; refused where it no longer waits.
 */
export async function carryOut(
  platform: Platform,
  actor: Actor,
  intent: Intent,
  { byJob = false, activation }: { readonly byJob?: boolean; readonly activation?: string } = {},
): Promise<Result<Published>> {
  // each time somebody else was quicker, it is checked against what they published
  for (let attempt = 1; attempt <= 5; attempt++) {
    const ready = await revisionFor(platform, actor, intent);
    if (!ready.ok) return ready;
    const conversions = await heldConversions(platform, actor.tenantId, ready.value, byJob);
    const { before, after } = ready.value;
    const looked = "draft" in intent ? { warnings: tableWarnings(before, after, new Date().toISOString()) } : {};
    if (conversions.length > 0 || byJob) {
      const job = await startRetype(platform, actor, intent, conversions, activation);
      return job.ok ? ok({ revision: ready.value.onto, withoutSlot: [], ...looked, job: job.value }) : job;
    }
    const committed = await commitRevision(
      platform,
      actor.tenantId,
      activation === undefined ? ready.value : { ...ready.value, activation },
    );
    if ("revision" in committed)
      return ok({ revision: committed.revision, withoutSlot: withoutSlot(committed.slots.without, after), ...looked });
    if (committed.refused === "problems") return refused(...committed.problems);
    if (committed.refused === "draft_closed") return refused(problem("draft_closed", "", "The draft is no longer open"));
  }
  return refused(problem("draft_conflict", "", "Others published again and again meanwhile; publish once more"));
}
