import { describe, expect, it } from "vitest";
import { maxDepth, readJson, readJsonBytes } from "./read-json.ts";

const codeOf = (text: string): string => {
  const result = readJson(text);
  return result.ok ? "ok" : result.problems[0]!.code;
};
const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + "1" + close.repeat(depth);

describe("readJson", () => {
  it("gives what JSON.parse gives", () => {
    const text = `{"a":[1,-2.5e3,true,null,"\\u4e2d\\"}{"],"b":{"c":"__proto__"},"d":12345678901234567890}`;
    expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it("allows the greatest depth and refuses one more, without recursion", () => {
    expect(codeOf(nested(maxDepth))).toBe("ok");
    expect(codeOf(nested(maxDepth + 1))).toBe("too_deep");
    expect(codeOf(nested(maxDepth + 1, '{"a":', "}"))).toBe("too_deep");
    expect(codeOf(nested(2_000_000))).toBe("too_deep");
    expect(codeOf(`["${"[".repeat(500)}"]`)).toBe("ok");
  });

  it.each([
    `{"__proto__":{"polluted":1}}`,
    `{"a":[{"constructor":1}]}`,
    `{"prototype" \n\t: 1}`,
    `{"\\u005f_proto__":{}}`,
    `{"\\u0063onstructor":{}}`,
  ])("refuses keys that reach into prototypes: %s", (text) => expect(codeOf(text)).toBe("forbidden_key"));

  it.each([
    "",
    "{",
    "[1,]",
    "{'a':1}",
    `{"a":01}`,
    "NaN",
    "undefined",
    `"\u0001"`,
    "[1] 2",
    `{"a":"\\x"}`,
    "\ufeff{}",
    `"abc`,
    "1-2",
    "[-]",
  ])("refuses what is no JSON: %j", (text) => expect(codeOf(text)).toBe("invalid_json"));

  it.each([`"\\u0000"`, `{"a\\u0000":1}`, `"\\ud800"`, `"\\udc00x"`, "1e400", "[-1e999]", "1".repeat(400)])(
    "refuses what cannot be kept: %s",
    (text) => expect(codeOf(text)).toBe("invalid_json"),
  );

  it("reads surrogate pairs, great and small numbers", () => {
    expect(readJson(`["\\ud83d\\ude00","😀",1e308,5e-324,-0]`)).toEqual({ ok: true, value: ["😀", "😀", 1e308, 5e-324, -0] });
  });
});

it("bytes must be UTF-8 without a byte order mark", () => {
  expect(readJsonBytes(Buffer.from(`{"a":"中"}`)).ok).toBe(true);
  expect(readJsonBytes(Buffer.from(`{"a":1}`, "utf16le")).ok).toBe(false);
  expect(readJsonBytes(Buffer.from([0x22, 0xff, 0x22])).ok).toBe(false);
  expect(readJsonBytes(Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])).ok).toBe(false);
});
