/** Parses every package under packages/ and checks its documents together, on top of the platform's own layer, as far as publishing would. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { components } from "#components/definitions";
import { createLanguage, foldLayers, layerOf, pointer, type Document, type Problem } from "#metadata";
import { fields, operators } from "#metadata/vocabulary";
import { readPackageFolder } from "#runtime";
import { steps } from "#runtime/steps/definitions";
import { compileProblems } from "../runtime/drafts/compile-problems.ts";
import { failingExamples } from "../runtime/drafts/example-problems.ts";
import { platformLayer } from "../runtime/effective/platform-layer.ts";

const language = createLanguage({ fields, operators, components, steps });

async function problemsOf(folder: string): Promise<readonly Problem[]> {
  const read = await readPackageFolder(folder);
  if (!read.ok) return read.problems;
  const problems: Problem[] = [];
  const documents: Document[] = [];
  for (const document of read.value.documents) {
    const parsed = language.parse(document.kind, document);
    if (parsed.ok) documents.push(parsed.value as Document);
    else problems.push(...parsed.problems.map((each) => ({ ...each, path: `/${document.kind}/${document.name}${each.path}` })));
  }
  if (problems.length > 0) return problems;
  const folded = foldLayers([platformLayer, layerOf(`package:${read.value.manifest.name}`, documents)]);
  const together = [...folded.problems, ...language.check(folded.documents)];
  if (together.length > 0) return together;
  // what publishing asks beyond that: expressions against what they read, and tables against their own examples
  return documents.flatMap((document) => {
    const at = pointer(document.kind, document.name);
    const found = compileProblems(language, document, folded.documents);
    const failing = found.length > 0 || document.kind !== "table" ? [] : failingExamples(language, document, folded);
    return [...found, ...failing].map((each) => ({ ...each, path: `${at}${each.path}` }));
  });
}

let wrong = 0;
for (const name of readdirSync("packages")) {
  const problems = await problemsOf(join("packages", name));
  wrong += problems.length;
  for (const { path, message, help } of problems) console.error(`packages/${name} ${path}: ${message} ${help}`);
  if (problems.length === 0) console.log(`package ${name}: well said`);
}
process.exit(wrong === 0 ? 0 : 1);
