import { describe, expect, it } from "vitest";
import { chooseLocale } from "./locale.ts";

describe("chooseLocale", () => {
  it.each([
    ["zh", "en-US", "zh"],
    [undefined, "zh-TW,zh;q=0.9,en;q=0.8", "zh"],
    [undefined, "fr-FR, en;q=0.5, zh;q=0.7", "zh"],
    [undefined, "fr", "en"],
    [undefined, null, "en"],
    ["xx", "zh-CN", "zh"],
    [undefined, "zh;q=0, en", "en"],
  ])("cookie %s and Accept-Language %s give %s", (cookie, accept, expected) => {
    expect(chooseLocale(cookie, accept)).toBe(expected);
  });
});
