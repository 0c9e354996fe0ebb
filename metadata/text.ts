import * as z from "zod";

/** A text people read: one string for all languages, or one for each. */
export type Text = string | { readonly en?: string | undefined; readonly zh?: string | undefined };

export const textSchema = z
  .union([z.string().max(2_000), z.strictObject({ en: z.string().max(2_000).optional(), zh: z.string().max(2_000).optional() })])
  .meta({ id: "Text", description: "A text, or one per language" });

export const locales = ["zh", "en"] as const;
export type Locale = (typeof locales)[number];

/** The text in a language; falls back to the other language, then to `otherwise`. */
export function inLocale(text: Text | undefined, locale: string, otherwise = ""): string {
  if (text === undefined) return otherwise;
  if (typeof text === "string") return text;
  const wanted = locale.startsWith("zh") ? text.zh : text.en;
  return wanted ?? text.en ?? text.zh ?? otherwise;
}
