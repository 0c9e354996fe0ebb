/** A cell shows no more than the beginning. */
const most = 300;

/** What stands at the beginning of a line and says what the line is: a quotation, a heading, an item of a list. "-1" is none. */
const mark = /^\s*(?:(?:>+|#{1,6}(?!\S)|[*+-](?!\S))\s*)+/u;
/** Words between marks; within a word, _ is a letter as any other. */
const starred = /(\*{1,3}|~~|`+)(?=\S)(.*?\S)\1/gu;
const underlined = /(?<![\p{L}\p{N}_])(_{1,3})(?=\S)(.*?\S)\1(?![\p{L}\p{N}_])/gu;

/** The first line of Markdown with words, without its marks. */
export function firstWords(text: string): string {
  for (const line of text.split("\n")) {
    const words = line.slice(0, most).replace(mark, "").replaceAll(starred, "$2").replaceAll(underlined, "$2").trim();
    if (words !== "" && !/^[-*_=`~\s]+$/u.test(words)) return words;
  }
  return "";
}
