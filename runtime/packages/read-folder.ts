import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { kindNames, pointer, problem, refused, ok, type Document, type Json, type Kind, type Problem, type Result } from "#metadata";
import { manifestSchema, type Package } from "./package.ts";

/**
 * Reads a package from its folder: manifest.json, a folder per kind (objects/, forms/, …) with a document per file, and seed/<object>.json.
 * Documents may leave out `kind` (the folder says it), `name` (the file says it) and `id` (then it is the name).
 * Reads only: whether the documents are well said, registerPackage tells. Problems carry `details.file`.
 */
export async function readPackageFolder(folder: string): Promise<Result<Package>> {
  const problems: Problem[] = [];
  const told = (file: string, each: Problem): Problem => ({
    ...each,
    message: `${file}: ${each.message}`,
    details: { ...each.details, file },
  });

  const manifestJson = await readJson(folder, "manifest.json", problems);
  const manifest = manifestSchema.safeParse(manifestJson);
  if (!manifest.success && manifestJson !== undefined) {
    for (const issue of manifest.error.issues) {
      problems.push(told("manifest.json", problem("package_invalid", pointer(...issue.path.map(String)), issue.message)));
    }
  }

  const documents: Document[] = [];
  const files: Record<string, string> = {};
  for (const kind of kindNames) {
    for (const file of await jsonFiles(folder, folderOf(kind))) {
      const value = await readJson(folder, file, problems);
      if (value === undefined) continue;
      if (!isMap(value) || (value["kind"] !== undefined && value["kind"] !== kind)) {
        problems.push(told(file, problem("package_invalid", "", `A file of ${folderOf(kind)}/ is a document of kind ${kind}`)));
        continue;
      }
      const named = { kind, name: nameOf(file), ...value };
      // what it is not is told when it is registered
      documents.push({ id: named.name, ...named } as unknown as Document);
      files[`${kind}/${String(named.name)}`] = file;
    }
  }

  const seed: Record<string, readonly { readonly [field: string]: Json }[]> = {};
  for (const file of await jsonFiles(folder, "seed")) {
    const value = await readJson(folder, file, problems);
    if (value === undefined) continue;
    if (Array.isArray(value) && value.every(isMap)) seed[nameOf(file)] = value as { readonly [field: string]: Json }[];
    else problems.push(told(file, problem("package_invalid", "", "A seed file is a list of records")));
  }
  if (problems.length > 0 || !manifest.success) return refused(...problems);
  return ok({ manifest: manifest.data, documents, seed, files });
}

/** "objects", "views", … */
export const folderOf = (kind: Kind): string => `${kind}s`;
const nameOf = (file: string): string => file.slice(file.lastIndexOf("/") + 1, -".json".length);
const isMap = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

async function jsonFiles(folder: string, inside: string): Promise<string[]> {
  try {
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .map((entry) => `${inside}/${entry.name}`)
      .sort();
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw error;
  }
}

async function readJson(folder: string, file: string, problems: Problem[]): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, file), "utf8"));
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== undefined && code !== "ENOENT") throw error;
    const message = code === "ENOENT" ? `${file} is missing` : `${file}: ${(error as Error).message}`;
    problems.push(problem("package_invalid", "", message, { details: { file } }));
    return undefined;
  }
}
