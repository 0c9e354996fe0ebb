/**
 * `npm test`: check, then unit, database and dom tests, then the journeys in a browser.
 * `--only e2e` runs the last part alone; arguments behind `--` go to it.
 */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { findChromium } from "./chromium.ts";

const only = process.argv.includes("--only") ? process.argv[process.argv.indexOf("--only") + 1] : undefined;
const rest = process.argv.includes("--") ? process.argv.slice(process.argv.indexOf("--") + 1) : [];
const env: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [join(process.cwd(), "node_modules", ".bin"), process.env["PATH"]].join(delimiter),
  FORCE_COLOR: process.env["FORCE_COLOR"] ?? "0",
};

function run(title: string, command: string, args: readonly string[], extra: Record<string, string> = {}): void {
  console.log(`\n— ${title}`);
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...env, ...extra }, shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

if (only === undefined) run("check", "node", ["scripts/check.ts"]);
if (only === undefined) run("unit, database and dom tests", "vitest", ["run"]);
if (only === undefined || only === "e2e") {
  const browser = findChromium();
  run("journeys in the browser", "playwright", ["test", ...rest], { CHROMIUM_PATH: browser });
}
