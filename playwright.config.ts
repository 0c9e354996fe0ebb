import { defineConfig } from "@playwright/test";
import { tmpdir } from "node:os";
import { join } from "node:path";

const port = Number(process.env["E2E_PORT"] ?? 3900);
const asRoot = process.getuid?.() === 0;

/** One server for all journeys: the production build on an embedded database of its own. */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://localhost:${port}`,
    locale: "en-US",
    actionTimeout: 15_000,
    trace: "retain-on-failure",
    launchOptions: {
      ...(process.env["CHROMIUM_PATH"] ? { executablePath: process.env["CHROMIUM_PATH"] } : {}),
      args: [...(asRoot ? ["--no-sandbox"] : []), "--disable-dev-shm-usage", "--disable-background-networking"],
    },
  },
  // E2E_RUNNING=1: against a demo server that runs already at E2E_PORT
  ...(process.env["E2E_RUNNING"] === "1"
    ? {}
    : {
        webServer: {
          command: "node scripts/start.ts",
          url: `http://localhost:${port}/readyz`,
          timeout: 240_000,
          reuseExistingServer: false,
          gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
          env: {
            PORT: String(port),
            DATA_DIR: process.env["E2E_DATA_DIR"] ?? join(tmpdir(), `armature-e2e-${process.pid}`),
            DEMO: "1",
            // receivers of webhooks are made by the journeys on this machine
            OUTGOING_ALLOW: "127.0.0.1/32",
          },
        },
      }),
});
