import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { catalogues } from "./index.ts";

/** Key → the names its text takes, e.g. "run.list.new" → ["object"]. */
function keysOf(tree: object, prefix = ""): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of Object.entries(tree)) {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    if (typeof value === "string")
      found.set(
        key,
        [...new Set([...value.matchAll(/\{(\w+)/gu)].map((match) => match[1] ?? ""))].filter((word) => /^[a-z]/u.test(word)).toSorted(),
      );
    else for (const [inner, names] of keysOf(value as object, key)) found.set(inner, names);
  }
  return found;
}

describe("message catalogues", () => {
  const en = keysOf(catalogues.en);
  const zh = keysOf(catalogues.zh);

  it("have the same keys in Chinese and English", () => {
    expect([...zh.keys()].toSorted()).toEqual([...en.keys()].toSorted());
    expect(en.size).toBeGreaterThan(100);
  });

  it.each(["en", "zh"])("say no word of the studio in two files (%s)", async (locale) => {
    const folder = join(import.meta.dirname, locale, "studio");
    const files = readdirSync(folder).filter((name) => name !== "index.ts");
    const words: string[] = [];
    for (const name of files)
      for (const part of Object.values((await import(join(folder, name))) as object)) words.push(...Object.keys(part));
    expect(files.length).toBeGreaterThan(10);
    expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
  });

  it("leave no text empty", () => {
    const flat = (tree: object): string[] =>
      Object.values(tree).flatMap((value) => (typeof value === "string" ? [value] : flat(value as object)));
    expect([...flat(catalogues.en), ...flat(catalogues.zh)].filter((text) => text.trim() === "")).toEqual([]);
  });

  it("never say please, 您, or shout", () => {
    const said = JSON.stringify(catalogues);
    expect(said).not.toMatch(/您|请(?!求)|！|please|Oops|Success!/u);
  });
});
