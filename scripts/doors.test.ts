import { expect, it } from "vitest";
import { readFileSync } from "node:fs";

/** The public names of each door, kept by hand in doors.json: an addition or a removal is a decision, not an accident. */
const kept = JSON.parse(readFileSync(new URL("doors.json", import.meta.url), "utf8")) as Record<string, readonly string[]>;

const doors: Record<string, () => Promise<object>> = {
  "#metadata": () => import("#metadata"),
  "#metadata/vocabulary": () => import("#metadata/vocabulary"),
  "#metadata/presets": () => import("#metadata/presets"),
  "#db": () => import("#db"),
  "#db/owner": () => import("#db/owner"),
  "#runtime": () => import("#runtime"),
  "#runtime/rules": () => import("#runtime/rules"),
  "#runtime/steps/definitions": () => import("#runtime/steps/definitions"),
  "#sheets": () => import("#sheets"),
  "#components/definitions": () => import("#components/definitions"),
  "#components/problems": () => import("#components/problems"),
  "#api": () => import("#api"),
};

it.each(Object.keys(doors))("%s gives exactly the names of doors.json", async (door) => {
  expect(Object.keys(await doors[door]!()).sort()).toEqual(kept[door]);
});
