import { createHash } from "node:crypto";
import { canonicalJson, kindNames, ok, pointer, problem, refused, type Document, type Json, type Problem, type Result } from "#metadata";
import type { Platform } from "../platform.ts";
import { manifestSchema, type Package } from "./package.ts";

export interface Registered {
  readonly name: string;
  readonly version: string;
  /** content hash of manifest, documents and seed */
  readonly hash: string;
}

/**
 * Registers a version of a package for all tenants. A version is immutable: the same content again changes nothing, other content is refused.
 * Seeds travel in the manifest row, so that an installation later needs no folder.
 */
export async function registerPackage(platform: Platform, { manifest, documents, seed, files = {} }: Package): Promise<Result<Registered>> {
  const problems: Problem[] = [];
  const parsedManifest = manifestSchema.safeParse(manifest);
  if (!parsedManifest.success) {
    for (const issue of parsedManifest.error.issues)
      problems.push(problem("package_invalid", pointer("manifest", ...issue.path.map(String)), issue.message));
  }
  const keys = new Set<string>();
  const parsed = documents.flatMap((document): Document[] => {
    const at = pointer(String(document.kind), String(document.name));
    if (!kindNames.includes(document.kind)) {
      problems.push(problem("package_invalid", at, `There is no kind "${String(document.kind)}"`));
      return [];
    }
    const result = platform.language.parse(document.kind, document);
    if (!result.ok) {
      const file = files[`${document.kind}/${document.name}`];
      problems.push(
        ...result.problems.map((each) => ({
          ...each,
          path: `${at}${each.path}`,
          ...(file === undefined ? {} : { details: { ...each.details, file } }),
        })),
      );
      return [];
    }
    for (const key of new Set([`${document.kind}/${document.id}`, `${document.kind} ${document.name}`])) {
      if (keys.has(key)) problems.push(problem("name_taken", at, `The package has ${document.kind} "${document.name}" twice`));
      keys.add(key);
    }
    return [result.value as Document];
  });
  if (problems.length > 0) return refused(...problems);

  const { name, version } = manifest;
  const content = {
    manifest: { ...parsedManifest.data!, seed },
    documents: parsed.toSorted((a, b) => (`${a.kind}/${a.id}` < `${b.kind}/${b.id}` ? -1 : 1)),
  };
  const hash = createHash("sha256")
    .update(canonicalJson(content as unknown as Json))
    .digest("base64url");
  await platform.db.auth.query(
    `insert into platform.package_release (name, version, manifest, documents, hash) values ($1, $2, $3::jsonb, $4::jsonb -> 'documents', $5)
     on conflict (name, version) do nothing`,
    [name, version, content.manifest, { documents: content.documents }, hash],
  );
  const [stands] = await platform.db.auth.query<{ hash: string }>(
    "select hash from platform.package_release where name = $1 and version = $2",
    [name, version],
  );
  if (stands!.hash !== hash) {
    return refused(
      problem("package_invalid", "/manifest/version", `${name} ${version} is registered with other content`, {
        help: "A version never changes: give the package a new version.",
        details: { name, version, registered: stands!.hash, given: hash },
      }),
    );
  }
  return ok({ name, version, hash });
}
