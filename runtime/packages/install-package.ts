import { ok, problem, refused, type DocumentKey, type ObjectDocument, type Pointer, type Result } from "#metadata";
import type { Actor } from "../actor.ts";
import { commitRevision, type NewRevision } from "../drafts/commit-revision.ts";
import type { PackageName } from "../effective/load.ts";
import type { Job } from "../jobs/job.ts";
import type { Platform } from "../platform.ts";
import { heldConversions } from "../retype/held.ts";
import { noPlan, type RetypePlan } from "../retype/plan.ts";
import { rehearseAll } from "../retype/rehearse.ts";
import { startRetype } from "../retype/start-retype.ts";
import { packageRevision } from "./package-revision.ts";

export interface Installed {
  /** with `job` the revision that is live until it has ended */
  readonly revision: number;
  /** false: that version was installed already, and nothing was written */
  readonly changed: boolean;
  /** the tenant's own edits that found nothing to hold on to in this version; they are kept, and take effect again if it comes back */
  readonly dropped: readonly { readonly document: DocumentKey; readonly path: Pointer }[];
  /** records made from the package's seed; with `job` none yet */
  readonly seeded: number;
  /** values are converted first; the version is installed when the job has ended */
  readonly job?: Job;
}

/**
 * Installs a registered version of a package, or moves the tenant to it, as a new revision: all or nothing; by a job where the values of a
 * field have to be converted first. The tenant's own changes stay on top. Doing it again changes nothing. Records of the seed are made
 * once, under fixed ids, and never touched again.
 */
export async function installPackage(platform: Platform, tenantId: string, pkg: PackageName): Promise<Result<Installed>> {
  for (let attempt = 1; attempt <= 5; attempt++) {
    const ready = await packageRevision(platform, tenantId, pkg);
    if (!ready.ok) return ready;
    if ("installed" in ready.value) return ok({ revision: ready.value.installed, changed: false, dropped: [], seeded: 0 });
    const { revision, seeded } = ready.value;
    const conversions = await heldConversions(platform, tenantId, revision);
    if (conversions.length > 0) {
      const job = await startRetype(platform, systemOf(tenantId), { package: pkg, message: revision.message }, conversions);
      return job.ok ? ok({ revision: revision.onto, changed: true, dropped: droppedBy(revision), seeded: 0, job: job.value }) : job;
    }
    const committed = await commitRevision(platform, tenantId, revision);
    if ("revision" in committed) return ok({ revision: committed.revision, changed: true, dropped: droppedBy(revision), seeded: seeded() });
    if (committed.refused === "problems") return refused(...committed.problems);
  }
  return refused(problem("draft_conflict", "", "Others published again and again meanwhile; install once more"));
}

/** A field whose values a version converts, and what becomes of them. */
export interface PlannedConversion {
  readonly object: string;
  readonly field: string;
  readonly plan: RetypePlan;
}

/** What a version would do to the values of fields that it gives another type: all of them are looked at, nothing is changed. */
export async function planInstall(platform: Platform, tenantId: string, pkg: PackageName): Promise<Result<readonly PlannedConversion[]>> {
  const ready = await packageRevision(platform, tenantId, pkg);
  if (!ready.ok) return ready;
  if ("installed" in ready.value) return ok([]);
  const { revision } = ready.value;
  const planned: PlannedConversion[] = [];
  for (const conversion of await heldConversions(platform, tenantId, revision)) {
    const object = revision.after.byKey.get(`object/${conversion.object}`) as ObjectDocument;
    const plan = (await rehearseAll(platform, tenantId, { conversion, locale: systemOf(tenantId).locale })) ?? noPlan;
    planned.push({ object: object.name, field: object.fields[conversion.to]!.name, plan });
  }
  return ok(planned);
}

/** Whoever installs packages works on the installation and is no member of the tenant. */
const systemOf = (tenantId: string): Actor => ({ tenantId, userId: null, by: "system", roles: [], locale: "en", unrestricted: true });

const droppedBy = ({ after }: NewRevision): Installed["dropped"] =>
  after.dropped.filter((each) => each.layer === "tenant").map(({ key, path }) => ({ document: key, path }));
