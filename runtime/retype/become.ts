import { sameJson, type Json } from "#metadata";
import { converter, type Converted, type Side } from "./convert.ts";

/** What a record's field becomes under the new type. `same`: to the letter what it was. */
export type Became = Converted & { readonly same: boolean };

/** Labels of options are written in the language of whoever asked for the conversion, which is one of these. */
const locales = ["en", "zh"];

/**
 * What a record will hold. Where it holds a value of the new type already, from a conversion that was undone or broken off, and the old one
 * is still what came of that, it stands as it is: what could not be said by the type between comes back to the letter.
 */
export function becoming(
  from: Side,
  to: Side,
  reading: { readonly locale: string; readonly timezone: string },
): (old: Json | undefined, held: Json | undefined) => Became {
  const there = converter(from, to, reading);
  const backs = locales.map((locale) => converter(to, from, { ...reading, locale }));
  const schema = to.fieldType.value(to.settings);
  const isOne = (value: Json): boolean => {
    const parsed = schema.safeParse(value);
    return parsed.success && sameJson(parsed.data, value);
  };
  return (old, held) => {
    if (held !== undefined && isOne(held) && backs.some((back) => sameJson(back(held).value ?? null, old ?? null)))
      return { value: held, same: sameJson(held, old ?? null) };
    const found = there(old);
    return { ...found, same: sameJson(found.value ?? null, old ?? null) };
  };
}
