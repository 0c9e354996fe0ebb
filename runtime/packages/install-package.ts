import { foldLayers, ok, problem, refused, sameJson, type DocumentKey, type Pointer, type Result } from "#metadata";
import { commitRevision } from "../drafts/commit-revision.ts";
import { duplicateProblems } from "../drafts/duplicate-values.ts";
import { layOut, packageLayers, readGround } from "../drafts/state.ts";
import { setProblems } from "../drafts/validate.ts";
import { withUsers } from "../drafts/publish-draft.ts";
import { slotsByObject } from "../drafts/assign-slots.ts";
import { buildCore, buildEffective, layersOf } from "../effective/build-effective.ts";
import type { PackageName } from "../effective/load.ts";
import type { Platform } from "../platform.ts";
import { unconverted } from "../retype/held.ts";
import { serves, type Manifest } from "./package.ts";
import { seedRecords } from "./seed-records.ts";

export interface Installed {
  readonly revision: number;
  /** false: that version was installed already, and nothing was written */
  readonly changed: boolean;
  /** the tenant's own edits that found nothing to hold on to in this version; they are kept, and take effect again if it comes back */
  readonly dropped: readonly { readonly document: string; readonly path: Pointer }[];
  /** records made from the package's seed */
  readonly seeded: number;
}

/**
 * Installs a registered version of a package, or moves the tenant to it, as a new revision: all or nothing. The tenant's own changes
 * stay on top. Doing it again changes nothing. Records of the seed are made once, under fixed ids, and never touched again.
 */
export async function installPackage(platform: Platform, tenantId: string, pkg: PackageName): Promise<Result<Installed>> {
  const { name, version } = pkg;
  for (let attempt = 1; attempt <= 5; attempt++) {
    const release = await platform.effectives.release(tenantId, pkg);
    if (release === undefined)
      return refused(problem("unknown_name", "", `The package ${name} ${version} is not registered`, { details: { name, version } }));
    const ground = (await readGround(platform, tenantId))!;
    const { state } = ground;
    const stands = state.packages.find((each) => each.name === name);
    if (stands?.version === version) {
      return ok({ revision: state.revision, changed: false, dropped: [], seeded: 0 });
    }
    const packages =
      stands === undefined
        ? [...state.packages, { name, version }]
        : state.packages.map((each) => (each.name === name ? { name, version } : each));
    const missing = missingPackages(release.manifest, packages);
    if (missing.length > 0) {
      return refused(...missing.map((each) => problem("package_invalid", "/manifest/requires", `${name} ${version} needs ${each}`)));
    }
    const foreign = ground.releases
      .filter((each) => each.name !== name)
      .flatMap((each) =>
        [...release.layer.patches.keys()].filter((key) => each.layer.patches.has(key)).map((key) => ({ key, owner: each.name })),
      );
    if (foreign.length > 0) {
      return refused(
        ...foreign.map(({ key, owner }) => problem("name_taken", `/${key}`, `The package ${owner} has a document ${key} already`)),
      );
    }
    const releases = [...ground.releases.filter((each) => each.name !== name), release];
    const ordered = packages.map((each) => releases.find((candidate) => candidate.name === each.name)!);
    const laid = layOut({ ...state, packages }, ordered);
    const after = foldLayers(layersOf(packageLayers(laid), state.patches));
    const changed = [...new Set([...ground.published.byKey.keys(), ...after.byKey.keys()])].filter(
      (key: DocumentKey) => !sameJson(ground.published.byKey.get(key), after.byKey.get(key)),
    );
    const problems = setProblems(
      platform.language,
      ground.published,
      after,
      withUsers(platform.language, after, changed, ground.published),
    );
    if (problems.length === 0) problems.push(...(await duplicateProblems(platform, tenantId, ground.published, after)));
    if (problems.length === 0) problems.push(...(await unconverted(platform, tenantId, ground.published, after)));
    if (problems.length > 0) return refused(...problems);
    let seeded = 0;
    const committed = await commitRevision(platform, tenantId, {
      onto: state.revision,
      packages,
      patches: state.patches,
      before: ground.published,
      after,
      message: stands === undefined ? `Installed ${name} ${version}` : `${name} ${stands.version} → ${version}`,
      by: "system",
      also: async (tx, revision, slots) => {
        const layers = { language: platform.language, packages: packageLayers(laid), tenant: state.patches, slots: slotsByObject(slots) };
        const effective = buildEffective({ tenantId, revision, ...layers }, buildCore(layers, after));
        const made = await seedRecords(tx, effective, pkg, release.manifest.seed);
        seeded = made.ok ? made.value : 0;
        return made.ok ? [] : made.problems;
      },
    });
    if (!("revision" in committed)) {
      if (committed.refused === "problems") return refused(...committed.problems);
      continue;
    }
    const dropped = after.dropped.filter((each) => each.layer === "tenant").map(({ key, path }) => ({ document: key, path }));
    return ok({ revision: committed.revision, changed: true, dropped, seeded });
  }
  return refused(problem("draft_conflict", "", "Others published again and again meanwhile; install once more"));
}

function missingPackages(manifest: Manifest, packages: readonly PackageName[]): string[] {
  return Object.entries(manifest.requires ?? {}).flatMap(([name, wanted]) => {
    const stands = packages.find((each) => each.name === name);
    if (stands !== undefined && serves(stands.version, wanted)) return [];
    return [stands === undefined ? `the package ${name} ${wanted}` : `${name} ${wanted}; ${stands.version} is installed`];
  });
}
