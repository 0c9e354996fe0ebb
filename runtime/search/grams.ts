import { createHash } from "node:crypto";

/** Text as it is searched: one form of equal-looking characters, lower case. */
export const fold = (text: string): string => text.normalize("NFKC").toLowerCase();

/** Whose grams they are: equal grams of another field, object or tenant have other hashes. */
export interface GramSeed {
  readonly a: number;
  readonly b: number;
}

/** What seeds the grams of a field: another tenant, object or field has others. */
export function gramSeed(tenantId: string, objectId: string, fieldId: string): GramSeed {
  const digest = createHash("sha256")
    .update(JSON.stringify([tenantId, objectId, fieldId]))
    .digest();
  return { a: digest.readInt32LE(0), b: digest.readInt32LE(4) };
}

/** From here on one character says about as much as a word of letters does: Chinese, kana, hangul, emoji. */
const firstWide = 0x2e80;
const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/**
 * Puts into `into` the hashes under which a folded text is found by any part of its words: every pair of characters; three letters in a row;
 * a wide character by itself. Characters are code units, so that an emoji is a pair. Time and result grow with the text: bound it.
 */
export function gramsOf(text: string, seed: GramSeed, into: Set<number> = new Set()): Set<number> {
  let before = -1;
  let beforeThat = -1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isSpace(code)) {
      before = beforeThat = -1;
      continue;
    }
    if (code >= firstWide) into.add(hash(seed, -1, -1, code));
    if (before >= 0) {
      into.add(hash(seed, -1, before, code));
      if (beforeThat >= 0 && code < firstWide && before < firstWide && beforeThat < firstWide)
        into.add(hash(seed, beforeThat, before, code));
    }
    beforeThat = before;
    before = code;
  }
  return into;
}

/** Grams of one needle at most: more make a look-up slower and hardly more exact. */
const mostNeedles = 16;

/**
 * Those grams of a folded word that every text which holds it has: the most telling ones. Empty for a single letter, which no gram stands
 * for: nearly every text has it.
 */
export function needleGrams(word: string, seed: GramSeed): readonly number[] {
  if (word.length === 1) return word.charCodeAt(0) >= firstWide ? [hash(seed, -1, -1, word.charCodeAt(0))] : [];
  const found = new Set<number>();
  for (let index = 0; index + 1 < word.length; index++) {
    const [one, two, three] = [word.charCodeAt(index), word.charCodeAt(index + 1), word.charCodeAt(index + 2)];
    const inLetters = one < firstWide && two < firstWide;
    if (inLetters && three < firstWide) found.add(hash(seed, one, two, three));
    // a pair inside of three letters says nothing that the three do not
    else if (!inLetters || index === 0 || word.charCodeAt(index - 1) >= firstWide) found.add(hash(seed, -1, one, two));
  }
  const all = [...found];
  const step = Math.max(1, all.length / mostNeedles);
  return all.length <= mostNeedles ? all : Array.from({ length: mostNeedles }, (_, index) => all[Math.floor(index * step)]!);
}

/**
 * 53 bits, so that a hash is a plain number on its way: two grams that meet by chance cost a look at one record more, for what a record holds
 * decides whether it is found.
 */
function hash({ a, b }: GramSeed, one: number, two: number, three: number): number {
  let high = a;
  let low = b;
  for (const code of [one, two, three]) {
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
    high ^= low >>> 13;
    low ^= high >>> 17;
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}
