import fc from "fast-check";
import { expect, test } from "vitest";
import { fold, gramSeed, gramsOf, needleGrams } from "./grams.ts";
import { loadSounds, soundPattern, spellings } from "./sounds.ts";

const seed = gramSeed("00000000-0000-7000-8000-000000000001", "o_customer", "f_name");
const mayHold = (text: string, needle: string): boolean => {
  const grams = gramsOf(fold(text), seed);
  return needleGrams(fold(needle), seed).every((gram) => grams.has(gram));
};

test("a text has the grams of every part of its words", () => {
  const word = fc
    .string({ unit: fc.constantFrom(..."abcdeXYZ0189-_%\\'支付宝订单查询ーカé😀👩"), minLength: 1, maxLength: 12 })
    .map(fold)
    .filter((text) => !/\s/u.test(text));
  fc.assert(
    fc.property(word, word, word, (before, needle, after) => mayHold(`x ${before}${needle}${after} y`, needle)),
    { numRuns: 2_000 },
  );
});

test("what a text does not hold it seldom has the grams of", () => {
  expect(mayHold("Alipay wallet", "alipay")).toBe(true);
  expect(mayHold("Alipay wallet", "li")).toBe(true);
  expect(mayHold("支付宝", "付宝")).toBe(true);
  expect(mayHold("支付宝", "宝")).toBe(true);
  for (const needle of ["alipayw", "walle t2", "宝支", "付支", "wechat", "😀"])
    expect(mayHold("Alipay wallet 支付宝", needle), needle).toBe(false);
});

test("grams of another field, object or tenant are others", () => {
  const text = fold("Alipay 支付宝");
  const mine = gramsOf(text, seed);
  for (const other of [
    gramSeed("00000000-0000-7000-8000-000000000002", "o_customer", "f_name"),
    gramSeed("00000000-0000-7000-8000-000000000001", "o_order", "f_name"),
    gramSeed("00000000-0000-7000-8000-000000000001", "o_customer", "f_note"),
  ])
    expect([...gramsOf(text, other)].filter((gram) => mine.has(gram))).toEqual([]);
});

test("a hash is a whole number that JSON carries unharmed", () => {
  for (const gram of gramsOf(fold("The quick brown fox 跳过懒狗 😀"), seed)) expect(Number.isSafeInteger(gram) && gram >= 0).toBe(true);
});

test("Chinese text is found by how it is said: whole, from any syllable on, by first letters, in each reading of a character", async () => {
  const sounds = await loadSounds();
  const finds = (text: string, needle: string): boolean => {
    const said = sounds.of(text)!;
    const { whole, initials } = spellings(said);
    const grams = gramsOf(initials, seed, gramsOf(whole, seed));
    const isCandidate = needleGrams(needle, seed).every((gram) => grams.has(gram));
    const isFound = new RegExp(soundPattern(needle)!).test(said);
    // what is decided to be found has to be among the candidates
    if (isFound) expect(isCandidate, `${text} by ${needle}`).toBe(true);
    return isFound;
  };
  for (const needle of ["zhifubao", "zhifu", "zhifub", "fubao", "zfb", "zf", "fb"]) expect(finds("支付宝", needle), needle).toBe(true);
  for (const needle of ["ifubao", "zfbb", "zhi fu", "hifu", "bz"])
    expect(soundPattern(needle) !== undefined && finds("支付宝", needle), needle).toBe(false);
  for (const needle of ["chongqing", "zhongqing", "cq", "zq"]) expect(finds("重庆火锅", needle), needle).toBe(true);
  for (const needle of ["yinhang", "yinxing", "yh"]) expect(finds("招商银行", needle), needle).toBe(true);
  expect(finds("吕布", "lvbu")).toBe(true);
  expect(sounds.of("Alipay 2024")).toBeUndefined();
});
