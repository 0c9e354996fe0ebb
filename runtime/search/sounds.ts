/** How Chinese text is said in letters, for those who type it so. */
export interface Sounds {
  /** Each reading of each stretch, every syllable behind a dot: ".chong.qing .zhong.qing"; undefined where nothing is Chinese. */
  of(text: string): string | undefined;
}

/** Chinese characters of one text whose sound is kept. */
const mostCharacters = 200;
/** Characters around one that is said in several ways, in each of its other readings. */
const around = 3;
const han = /\p{Script=Han}+/gu;
const isChinese = /\p{Script=Han}/u;

let loading: Promise<Sounds> | undefined;
let loaded: Sounds | undefined;

/** Loads the dictionary, some megabytes, when it is asked for first. It says the same whoever asks, so that one is enough for a process. */
export const loadSounds = (): Promise<Sounds> => (loading ??= import("pinyin-pro").then(({ pinyin }) => (loaded = readings(pinyin))));

/** The dictionary where it was loaded before. */
export const loadedSounds = (): Sounds | undefined => loaded;

export const hasSounds = (text: string): boolean => isChinese.test(text);

function readings(pinyin: (typeof import("pinyin-pro"))["pinyin"]): Sounds {
  const others = new Map<string, readonly string[]>();
  const othersOf = (character: string): readonly string[] => {
    let found = others.get(character);
    if (found === undefined) {
      found = pinyin(character, { toneType: "none", type: "array", multiple: true, v: true });
      others.set(character, found.length > 1 ? found.slice(0, 4) : []);
    }
    return found;
  };
  const stretch = (characters: readonly string[]): string[] => {
    const said = pinyin(characters.join(""), { toneType: "none", type: "array", v: true });
    if (said.length !== characters.length) return [];
    const found = [said.map((each) => `.${each}`).join("")];
    for (const [index, character] of characters.entries()) {
      for (const other of othersOf(character)) {
        if (other === said[index]) continue;
        const from = Math.max(0, index - around);
        const part = said.slice(from, index + around + 1);
        part[index - from] = other;
        found.push(part.map((each) => `.${each}`).join(""));
      }
    }
    return found;
  };
  return {
    of(text) {
      const found = new Set<string>();
      let left = mostCharacters;
      for (const [run] of text.matchAll(han)) {
        if (left <= 0) break;
        const characters = [...run].slice(0, left);
        left -= characters.length;
        for (const each of stretch(characters)) found.add(each);
      }
      return found.size === 0 ? undefined : [...found].join(" ");
    },
  };
}

/** The letters that a word typed for its sound may consist of: syllables without gaps, and first letters. */
export function spellings(sounds: string): { readonly whole: string; readonly initials: string } {
  const whole = sounds.replaceAll(".", "");
  const initials = sounds
    .split(" ")
    .map((each) =>
      each
        .split(".")
        .map((syllable) => syllable.slice(0, 1))
        .join(""),
    )
    .join(" ");
  return { whole, initials };
}

/** Longest word that is looked for by its sound. */
const mostLetters = 60;

/** Sounds that a folded word stands for, as a regular expression of JavaScript and Postgres alike: syllables from the beginning of one on, or first letters. */
export function soundPattern(word: string): string | undefined {
  if (!/^[a-z]+$/.test(word) || word.length > mostLetters) return undefined;
  const letters = [...word];
  return word.length === 1 ? `\\.${word}` : `\\.(?:${letters.join("\\.?")}|${letters.join("[a-z]*\\.")})`;
}
