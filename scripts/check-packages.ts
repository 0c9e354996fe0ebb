/** Parses and cross-checks every package under packages/ as the installer would, on top of the platform's own layer. */
import { createLanguage } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { components } from "#components/definitions";
import { steps } from "#runtime/steps/definitions";
import { checkPackage, readPackageFolder } from "#runtime";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const language = createLanguage({ fields, operators, components, steps });
let wrong = 0;
for (const name of readdirSync("packages")) {
  const read = await readPackageFolder(join("packages", name));
  const problems = read.ok ? checkPackage(language, read.value) : read.problems;
  wrong += problems.length;
  for (const { path, message, help } of problems) console.error(`packages/${name}${path}: ${message} ${help}`);
  if (problems.length === 0) console.log(`package ${name}: well said`);
}
process.exit(wrong === 0 ? 0 : 1);
