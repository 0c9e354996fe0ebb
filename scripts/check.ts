/**
 * `npm run check`: everything that can be said in seconds, all of it at once.
 * Exits 1 when any part fails, after all parts have spoken.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const parts: readonly (readonly [title: string, command: string, ...args: string[]])[] = [
  ["lock", "node", "scripts/verify-lock.ts"],
  ["format", "oxfmt", "--check", "."],
  ["lint", "oxlint", "--type-aware"],
  ["types", "tsc", "--noEmit", "-p", "."],
  ["unused", "knip", "--no-progress"],
  ["packages", "node", "scripts/check-packages.ts"],
];

const path = [join(process.cwd(), "node_modules", ".bin"), process.env["PATH"]].join(delimiter);

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, PATH: path },
      stdio: ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

// Next writes this file when it first runs; tsc needs it before that.
if (!existsSync("next-env.d.ts")) await run("next", ["typegen"]);

let failed = 0;
for (const [title, command, ...args] of parts) {
  const started = performance.now();
  const { code, output } = await run(command, args);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? "ok  " : "FAIL"} ${title} ${seconds} s`);
  if (code !== 0) {
    failed += 1;
    console.log(output.trim());
  }
}
process.exit(failed === 0 ? 0 : 1);
