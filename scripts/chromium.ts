/** Finds a Chromium for the browser tests, or installs one, and says what it did. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const systemNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function onPath(name: string): string | undefined {
  try {
    return execFileSync("which", [name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim() || undefined;
  } catch {
    return undefined;
  }
}

function existing(): readonly [path: string, whose: string] | undefined {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file`);
    return [named, "CHROMIUM_PATH"];
  }
  for (const name of systemNames) {
    const path = onPath(name);
    if (path !== undefined) return [path, "the system's"];
  }
  const own = chromium.executablePath();
  return existsSync(own) ? [own, "Playwright's"] : undefined;
}

/** @throws a sentence that says what to do when none can be had. */
export function findChromium(say: (line: string) => void = console.log): string {
  const found = existing();
  if (found !== undefined) {
    say(`browser: ${found[1]} Chromium at ${found[0]}`);
    return found[0];
  }
  say("browser: none found, trying Playwright's download");
  if (spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "ignore", timeout: 180_000 }).status === 0) {
    const own = chromium.executablePath();
    if (existsSync(own)) {
      say(`browser: installed Playwright's Chromium at ${own}`);
      return own;
    }
  }
  const isRoot = process.getuid?.() === 0;
  if (isRoot && onPath("apt-get") !== undefined) {
    say("browser: the download did not work, installing chromium and fonts-noto-cjk with apt-get");
    spawnSync("apt-get", ["update"], { stdio: "ignore", timeout: 180_000 });
    spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium", "fonts-noto-cjk"], {
      stdio: "ignore",
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    const path = onPath("chromium");
    if (path !== undefined) {
      say(`browser: installed the system's Chromium at ${path}`);
      return path;
    }
  }
  throw new Error("No Chromium: install one and name it in CHROMIUM_PATH, or run `npx playwright install chromium`.");
}
