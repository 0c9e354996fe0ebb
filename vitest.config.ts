import { defineConfig } from "vitest/config";

const everywhere = ["metadata", "db", "sheets", "runtime", "api", "components", "packages", "scripts", "docs", "bench"];
const skipped = ["**/node_modules/**", "**/.next/**", "**/.data/**", "e2e/**"];

/** ms for which `expect.poll` asks again: long enough for a machine that is busy with something else. */
const patience = 15_000;

/** unit needs nothing · db gets a database of its own per file, cloned from a template · dom runs in jsdom */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        test: {
          name: "unit",
          include: everywhere.map((folder) => `${folder}/**/*.test.ts`),
          exclude: [...skipped, "**/*.db.test.ts"],
          testTimeout: 30_000,
          expect: { poll: { timeout: patience } },
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "db",
          include: everywhere.map((folder) => `${folder}/**/*.db.test.ts`),
          exclude: skipped,
          globalSetup: ["./db/testing-setup.ts"],
          testTimeout: 60_000,
          expect: { poll: { timeout: patience } },
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "dom",
          include: ["components/**/*.dom.test.tsx", "app/**/*.dom.test.tsx"],
          exclude: skipped,
          environment: "jsdom",
          testTimeout: 30_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
