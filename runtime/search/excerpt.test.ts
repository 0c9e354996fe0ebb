import { beforeAll, describe, expect, test } from "vitest";
import { excerpt, marked } from "./excerpt.ts";
import { loadSounds, type Sounds } from "./sounds.ts";
import { wordsOf } from "./words.ts";

let sounds: Sounds;
beforeAll(async () => {
  sounds = await loadSounds();
});
const shown = (text: string, search: string) => {
  const { text: as, marks } = marked(text, wordsOf(search), sounds);
  return marks.map(([from, to]) => as.slice(from, to));
};

describe("what is set off in a text that was found", () => {
  test.each([
    ["宫保鸡丁", "gongbao", ["宫保"]],
    ["宫保鸡丁", "gbjd", ["宫保鸡丁"]],
    ["宫保鸡丁", "baoj", ["保鸡"]],
    ["川味 宫保鸡丁 大份", "jiding", ["鸡丁"]],
    ["宫保鸡丁", "宫", ["宫"]],
    ["𠮷宫保鸡丁", "gongbao", ["宫保"]],
    ["Kung Pao", "pao", ["Pao"]],
    // what stands there in letters goes before what sounds like it
    ["bao 宝", "bao", ["bao"]],
    ["宫保鸡丁", "mapo", []],
    ["番茄 tomato", "fanqie tom", ["番茄", "tom"]],
  ])("<%s> for <%s>", (text, search, expected) => expect(shown(text, search)).toEqual(expected));

  test("is inside of a long text, by its sound as well", () => {
    const found = excerpt(`${"前面的话，".repeat(15)}宫保鸡丁${"，后面的话".repeat(15)}`, wordsOf("gbjd"), sounds);
    expect(found.marks.map(([from, to]) => found.text.slice(from, to))).toEqual(["宫保鸡丁"]);
    expect(found.text.length).toBeLessThan(125);
  });
});
