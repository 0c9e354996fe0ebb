import { foldLayers, ok, problem, refused, sameJson, type DocumentKey, type Result } from "#metadata";
import type { NewRevision } from "../drafts/commit-revision.ts";
import { duplicateProblems } from "../drafts/duplicate-values.ts";
import { withUsers } from "../drafts/publish-draft.ts";
import { layOut, packageLayers, readGround } from "../drafts/state.ts";
import { setProblems } from "../drafts/validate.ts";
import { slotsByObject } from "../drafts/assign-slots.ts";
import { buildCore, buildEffective, layersOf } from "../effective/build-effective.ts";
import type { PackageName } from "../effective/load.ts";
import type { Platform } from "../platform.ts";
import { unconverted } from "../retype/held.ts";
import { serves, type Manifest } from "./package.ts";
import { seedRecords } from "./seed-records.ts";

/** What a version of a package comes to on the revision that is live now; or that it is installed there. */
export type PackageRevision =
  | { readonly installed: number }
  | {
      readonly revision: NewRevision;
      /** records made from the seed, once the revision is written */
      readonly seeded: () => number;
    };

/** A registered version laid under the tenant's own changes: checked, not written. Its seed is made in the transaction that writes it. */
export async function packageRevision(platform: Platform, tenantId: string, pkg: PackageName): Promise<Result<PackageRevision>> {
  const { name, version } = pkg;
  const release = await platform.effectives.release(tenantId, pkg);
  if (release === undefined)
    return refused(problem("unknown_name", "", `The package ${name} ${version} is not registered`, { details: { name, version } }));
  const ground = (await readGround(platform, tenantId))!;
  const { state } = ground;
  const stands = state.packages.find((each) => each.name === name);
  if (stands?.version === version) return ok({ installed: state.revision });
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
  const problems = setProblems(platform.language, ground.published, after, withUsers(platform.language, after, changed, ground.published));
  if (problems.length === 0) problems.push(...(await duplicateProblems(platform, tenantId, ground.published, after)));
  if (problems.length === 0) problems.push(...(await unconverted(platform, tenantId, ground.published, after)));
  if (problems.length > 0) return refused(...problems);
  let seeded = 0;
  return ok({
    seeded: () => seeded,
    revision: {
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
    },
  });
}

function missingPackages(manifest: Manifest, packages: readonly PackageName[]): string[] {
  return Object.entries(manifest.requires ?? {}).flatMap(([name, wanted]) => {
    const stands = packages.find((each) => each.name === name);
    if (stands !== undefined && serves(stands.version, wanted)) return [];
    return [stands === undefined ? `the package ${name} ${wanted}` : `${name} ${wanted}; ${stands.version} is installed`];
  });
}
