import { pointer, problem, type DocumentKey, type Document, type Patch, type Problem } from "#metadata";
import { platformLayer } from "../effective/platform-layer.ts";
import type { Release } from "../effective/load.ts";

/**
 * What a patch may not touch: documents of the platform, and what the manifest of a package locks:
 * "{kind}/{name}" a whole document, "{kind}/{name}/{pointer}" one part, e.g. "object/order/fields/number".
 */
export function lockProblems(key: DocumentKey, below: Document | undefined, patch: Patch, releases: readonly Release[]): Problem[] {
  const touched = [...Object.keys(patch.set), ...patch.remove];
  if (below === undefined || touched.length === 0) return [];
  const name = `${below.kind}/${below.name}`;
  if (platformLayer.patches.has(key)) return [problem("locked", "", `The platform locks ${below.kind} "${below.name}"`)];
  return releases.flatMap((release) =>
    release.locked
      .filter((lock) => lock === name || lock.startsWith(`${name}/`))
      .flatMap((lock) => {
        const part = lock.slice(name.length);
        return touched
          .filter((at) => at === part || at.startsWith(`${part}/`) || part.startsWith(`${at}/`))
          .map((at) =>
            problem("locked", at, `The package ${release.name} locks ${pointer(below.kind, below.name)}${part}`, {
              details: { package: release.name, version: release.version, lock },
            }),
          );
      }),
  );
}
