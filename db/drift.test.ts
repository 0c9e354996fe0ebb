import { readdirSync, readFileSync } from "node:fs";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { expect, test } from "vitest";
import * as tables from "./tables/index.ts";

const folder = new URL("./migrations/meta/", import.meta.url);

test("the migrations make the tables that the code describes", async () => {
  const last = readdirSync(folder)
    .filter((name) => name.endsWith("_snapshot.json"))
    .toSorted()
    .at(-1)!;
  const migrated = JSON.parse(readFileSync(new URL(last, folder), "utf8")) as Parameters<typeof generateMigration>[0];
  expect(await generateMigration(migrated, generateDrizzleJson(tables))).toEqual([]);
});
