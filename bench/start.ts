import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const port = 4110;

async function untilReady(folder: string, dataDir: string): Promise<{ seconds: number; stop: () => Promise<void> }> {
  const started = performance.now();
  const child = spawn("npm", ["start"], {
    cwd: folder,
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir },
    stdio: "ignore",
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  for (;;) {
    const ready = await fetch(`http://localhost:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) break;
    if (child.exitCode !== null) throw new Error("npm start ended");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    seconds: (performance.now() - started) / 1000,
    stop: async () => {
      process.kill(-child.pid!, "SIGTERM");
      await ended;
    },
  };
}

/** `npm start` in a fresh clone after `npm ci`: first with nothing there (build, database, demo), then again. Until /readyz answers. */
export async function measureStart(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "armature-start-"));
  try {
    execFileSync("git", ["clone", "-q", process.cwd(), folder]);
    execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: folder, stdio: "ignore" });
    const cold = await untilReady(folder, join(folder, ".data"));
    await cold.stop();
    const warm = await untilReady(folder, join(folder, ".data"));
    await warm.stop();
    return { coldSeconds: cold.seconds, warmSeconds: warm.seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
