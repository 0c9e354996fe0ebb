/**
 * Fails when a platform package named in somebody's optionalDependencies is absent from package-lock.json:
 * `npm ci` would then break on that platform.
 */
import { readFileSync } from "node:fs";

interface Entry {
  readonly optionalDependencies?: Record<string, string>;
}

const packages = (JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Entry> }).packages;

/** Node's resolution: the nearest node_modules on the way up. */
function isLocked(from: string, name: string): boolean {
  for (let folder = from; ;) {
    if (Object.hasOwn(packages, `${folder === "" ? "" : `${folder}/`}node_modules/${name}`)) return true;
    if (folder === "") return false;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")));
  }
}

const missing = Object.entries(packages).flatMap(([path, entry]) =>
  Object.keys(entry.optionalDependencies ?? {})
    .filter((name) => !isLocked(path, name))
    .map((name) => `${path === "" ? "(root)" : path} -> ${name}`),
);
if (missing.length > 0) {
  console.error(`package-lock.json lacks optional packages, npm ci would fail elsewhere:\n${missing.join("\n")}`);
  process.exit(1);
}
console.log(`lock ok: ${Object.keys(packages).length - 1} packages`);
