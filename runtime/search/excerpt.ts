import { fold } from "./grams.ts";
import type { Sounds } from "./sounds.ts";
import type { Word } from "./words.ts";

/** A piece of text and where in it the words stand: [from, to) in code units. Never markup. */
export interface Marked {
  readonly text: string;
  readonly marks: readonly (readonly [from: number, to: number])[];
}

/** Characters of an excerpt, and how many of them before its first mark. */
const length = 120;
const before = 30;

/**
 * A text with the places where words stand in it, or where it sounds like them; as it is folded where its own places cannot be told.
 * Without `sounds` nothing is found by its sound.
 */
export function marked(text: string, words: readonly Word[], sounds?: Sounds): Marked {
  const folded = fold(text);
  const shown = folded.length === text.length ? text : folded;
  const found: [number, number][] = [];
  for (const { text: word, sound } of words) {
    const before = found.length;
    for (let at = folded.indexOf(word); at >= 0 && found.length < 50; at = folded.indexOf(word, at + word.length)) {
      found.push([at, at + word.length]);
    }
    if (found.length === before && sound !== undefined && sounds !== undefined) found.push(...heard(folded, sound, sounds));
  }
  const marks: [number, number][] = [];
  for (const [from, to] of found.sort(([a], [b]) => a - b)) {
    const last = marks.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else marks.push([from, to]);
  }
  return { text: shown, marks };
}

/** A line around the first place where a word stands; the beginning where none does. Never cuts a character in two. */
export function excerpt(text: string, words: readonly Word[], sounds?: Sounds): Marked {
  const whole = marked(text.replaceAll(/\s+/gu, " ").trim(), words, sounds);
  if (whole.text.length <= length) return whole;
  let from = Math.max(0, Math.min((whole.marks[0]?.[0] ?? 0) - before, whole.text.length - length));
  let to = Math.min(whole.text.length, from + length);
  if (isSecondHalf(whole.text.charCodeAt(from))) from--;
  if (isSecondHalf(whole.text.charCodeAt(to))) to++;
  const [start, end] = [from > 0 ? "…" : "", to < whole.text.length ? "…" : ""];
  const moved = start.length - from;
  return {
    text: `${start}${whole.text.slice(from, to)}${end}`,
    marks: whole.marks.flatMap(([a, b]) => (a >= to || b <= from ? [] : [[Math.max(a, from) + moved, Math.min(b, to) + moved] as const])),
  };
}

/** Stretches of Chinese of one text that are looked at for a sound. */
const mostStretches = 50;

/** Where Chinese characters sound like a word, in their usual reading. */
function heard(text: string, sound: string, sounds: Sounds): [number, number][] {
  const found: [number, number][] = [];
  for (const run of [...text.matchAll(/\p{Script=Han}+/gu)].slice(0, mostStretches)) {
    const said = sounds.of(run[0])?.split(" ")[0] ?? "";
    for (const match of said.matchAll(new RegExp(sound, "g"))) {
      // a syllable stands behind a dot, and a character says one
      const first = said.slice(0, match.index).split(".").length - 1;
      const last = said.slice(0, match.index + match[0].length).split(".").length - 1;
      const units = (characters: number): number => run.index + [...run[0]].slice(0, characters).join("").length;
      found.push([units(first), units(last)]);
    }
  }
  return found;
}

const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
