import { expect, it } from "vitest";
import { firstWords } from "./first-words.ts";

it.each([
  ["# A *title*\n\nmore", "A title"],
  ["\n\n---\n> quoted", "quoted"],
  ["- **first** item", "first item"],
  ["* * one", "one"],
  ["`code` and ~~gone~~ __strong__", "code and gone strong"],
  ["```\nlet a;\n```", "let a;"],
  ["", ""],
])("%j is %j without its marks", (text, words) => expect(firstWords(text)).toBe(words));

it.each(["-1+2", "+86 138", "5 * 3 = 15", "some_file_name.txt", "#1 of 3", "2 > 1", "a ~ b"])("%j has no marks", (text) =>
  expect(firstWords(text)).toBe(text),
);
