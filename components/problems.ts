import { createTranslator } from "use-intl/core";
import type { Locale, Problem } from "#metadata";
import { catalogues } from "./i18n/messages/index.ts";
import { sayProblem, type Known, type Words } from "./render/problem-words.ts";

const inWords = (locale: Locale): Words =>
  createTranslator({ locale, messages: catalogues[locale].common as Record<string, unknown> }) as unknown as Words;
const words: Readonly<Record<Locale, Words>> = { en: inWords("en"), zh: inWords("zh") };

/** A problem in a language of ours, as screens tell it: for what the server writes for people, such as files. */
export const tellProblem = (problem: Problem, locale: Locale, documents: Known): string =>
  sayProblem(problem, locale, words[locale], documents);
