import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createLocalStore } from "./local-store.ts";
import { testStore } from "./store.testsuite.ts";

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((each) => each.isFile())
    .map(({ name }) => name)
    .sort();

testStore("a folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "armature-files-"));
  return { store: createLocalStore(folder), leftovers: () => filesIn(folder), close: () => rm(folder, { recursive: true }) };
});

it("throws away what a crash has left aside, once it is a day old", async () => {
  const folder = await mkdtemp(join(tmpdir(), "armature-files-"));
  const store = createLocalStore(folder);
  await store.tidy();
  await mkdir(join(folder, "aside"), { recursive: true });
  for (const name of ["old", "new"]) await writeFile(join(folder, "aside", name), "x");
  const past = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(folder, "aside", "old"), past, past);
  await store.tidy();
  expect(await filesIn(folder)).toEqual(["new"]);
  await rm(folder, { recursive: true });
});
