import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { expect, it } from "vitest";
import { steps } from "./definitions.ts";
import { executorOf } from "./executors.ts";

const folders = readdirSync(fileURLToPath(new URL(".", import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

it("has a folder for every step in the list, and every folder in the list", () => {
  expect(steps.names.toSorted()).toEqual(folders.toSorted());
});
it("can execute every step", () => {
  for (const name of steps.names) expect(executorOf(name)).toBeTypeOf("function");
  expect(executorOf("toString")).toBeUndefined();
});
it("describes every step's settings as JSON Schema, for the designer's panel", () => {
  for (const { name, config, label, icon } of steps.all) {
    expect(Object.keys(z.toJSONSchema(config, { io: "input" })).length, name).toBeGreaterThan(1);
    expect(label).toMatchObject({ en: expect.any(String), zh: expect.any(String) });
    expect(icon).toMatch(/^[a-z0-9-]+$/);
    expect(config.safeParse({ unheard_of: 1 }).success, name).toBe(false);
  }
});
