/**
 * `npm run shape`: the sizes of our files beside those of codebases we admire.
 * A big number starts a conversation (which two ideas live here?); it fails nothing.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const files = execFileSync("git", ["ls-files", "*.ts", "*.tsx"], { encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "");

interface Size {
  readonly file: string;
  readonly lines: number;
}
const sizes: readonly Size[] = files.map((file) => ({ file, lines: readFileSync(file, "utf8").split("\n").length }));
const isTest = ({ file }: Size): boolean => /\.test\.tsx?$|^e2e\//.test(file);

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const folders = [...new Set(sizes.map(({ file }) => (file.includes("/") ? file.split("/")[0]! : ".")))].sort();
console.log("folder        files   median   p90   largest   tests/code");
for (const folder of [...folders, "all"]) {
  const here = sizes.filter(({ file }) => folder === "all" || (file.includes("/") ? file.startsWith(`${folder}/`) : folder === "."));
  const code = here.filter((size) => !isTest(size)).sort((a, b) => a.lines - b.lines);
  const lines = code.map((size) => size.lines);
  const sum = (list: readonly Size[]): number => list.reduce((total, size) => total + size.lines, 0);
  const largest = code.at(-1);
  console.log(
    `${folder.padEnd(13)} ${String(code.length).padStart(5)} ${String(percentile(lines, 0.5)).padStart(8)} ${String(percentile(lines, 0.9)).padStart(5)}   ${largest === undefined ? "–" : `${largest.lines} ${largest.file}`}   ${(sum(here.filter(isTest)) / Math.max(1, sum(code))).toFixed(2)}`,
  );
}
console.log(
  "\nmirrors       Hono, Kysely, Keystone fields, Outline: median 45–120, p90 120–400, tests at least as long as the code in engine parts",
);
