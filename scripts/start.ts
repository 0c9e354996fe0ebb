/** npm start and npm run dev: builds the pages when they are not those of these sources, then runs the server. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const args = process.argv.slice(2);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 2)) {
  console.error(
    `Armature needs Node 24.2 or newer; this is ${process.versions.node}.\n` +
      "On Linux and Windows `npm ci` brings it along; on other machines install Node 24 from https://nodejs.org and run this again.",
  );
  process.exit(1);
}

/** What the pages are built from. */
const sources = ["app", "api", "components", "db", "metadata", "runtime", "sheets", "public"];
const files = ["next.config.ts", "postcss.config.mjs", "tsconfig.json", "package.json", "package-lock.json"];
const distDir = join(root, process.env["NEXT_DIST_DIR"] ?? ".next");
const mark = join(distDir, "armature-sources");

function hashOfSources(): string {
  const hash = createHash("sha256");
  const add = (path: string) =>
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  for (const folder of sources) {
    if (!existsSync(join(root, folder))) continue;
    const found = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.sql$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
    for (const path of found) add(path);
  }
  for (const path of files) if (existsSync(join(root, path))) add(path);
  return hash.digest("hex");
}

async function build(): Promise<void> {
  const hash = hashOfSources();
  if (existsSync(join(distDir, "BUILD_ID")) && existsSync(mark) && readFileSync(mark, "utf8") === hash) return;
  console.log("Building the pages; this happens once for every version of the sources.");
  const child = spawn(process.execPath, [join(root, "node_modules", "next", "dist", "bin", "next"), "build"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((settle, reject) => {
    child.once("error", reject);
    child.once("exit", settle);
  });
  if (code !== 0) {
    console.error(output);
    throw new Error("The pages could not be built; what Next said stands above.");
  }
  writeFileSync(mark, hash);
}

const { main } = await import("../server.ts");
const builds = !args.includes("--dev") && !/worker/.test(args.join(" "));
main(args, builds ? build() : undefined);
