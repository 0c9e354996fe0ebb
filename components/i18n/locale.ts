import { locales, type Locale } from "#metadata";

/** The language tag of the document: Han glyphs fall back to the wrong region without it. */
export const languageTag: Readonly<Record<Locale, string>> = { zh: "zh-CN", en: "en" };

const known = (text: string | undefined): Locale | undefined => locales.find((locale) => locale === text);

/** The language of a page: what was chosen (cookie `locale`), else the first the browser asks for that we have, else English. */
export function chooseLocale(cookie: string | undefined, acceptLanguage: string | null | undefined): Locale {
  const chosen = known(cookie);
  if (chosen !== undefined) return chosen;
  const asked = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const weight = parameters.map((each) => /^\s*q=([\d.]+)$/u.exec(each)?.[1]).find((each) => each !== undefined);
      return { tag: tag.toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter((each) => each.tag !== "" && each.weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { tag } of asked) {
    const locale = known(tag.split("-")[0]);
    if (locale !== undefined) return locale;
  }
  return "en";
}
