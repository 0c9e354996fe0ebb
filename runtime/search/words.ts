import { fold } from "./grams.ts";
import { soundPattern } from "./sounds.ts";

/** One of the words of a search. A record is found that holds each of them, in whichever of its fields. */
export interface Word {
  /** folded */
  readonly text: string;
  /** the sounds it may stand for, as a regular expression */
  readonly sound?: string;
}

/** Words of one search at most; what follows is not looked at. */
export const mostWords = 8;

/** The words of a search, folded, each once, at most `mostWords`. */
export function wordsOf(text: string): readonly Word[] {
  const words = [...new Set(fold(text).split(/\s+/u))].filter((word) => word !== "").slice(0, mostWords);
  return words.map((word) => {
    const sound = soundPattern(word);
    return sound === undefined ? { text: word } : { text: word, sound };
  });
}
