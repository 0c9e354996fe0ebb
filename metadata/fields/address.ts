import * as z from "zod";
import { defineFieldType } from "../field-type.ts";
import { kindOf, readText, readsAs, unreadable } from "../read-value.ts";
import { countries, countryName } from "../regions/countries.ts";

const parts = ["country", "region", "city", "district", "street", "postalCode"] as const;
export type Address = { readonly [Part in (typeof parts)[number]]?: string };

/** Where somebody lives or a thing goes: { country, region, city, district, street, postalCode }, each a text; country by ISO 3166-1. One text is a street. */
export const address = defineFieldType({
  name: "address",
  label: { en: "Address", zh: "地址" },
  icon: "map",
  storage: "json",
  config: z.strictObject({}),
  value: () =>
    readsAs<Address>(
      {
        type: "object",
        properties: Object.fromEntries(parts.map((part) => [part, { type: "string", maxLength: part === "country" ? 2 : 200 }])),
        additionalProperties: false,
      },
      (input) => {
        const given = typeof input === "string" ? { street: input } : input;
        if (typeof given !== "object" || given === null || Array.isArray(given))
          return unreadable("wrong_type", `Must be an address such as {"city":"上海市","street":"南京东路 1 号"}, not ${kindOf(input)}`, {
            reason: "address",
          });
        const value: Record<string, string> = {};
        const strange = Object.keys(given).find((key) => !(parts as readonly string[]).includes(key));
        if (strange !== undefined)
          return unreadable("unknown_key", `"${strange.slice(0, 64)}" is no part of an address; these are: ${parts.join(", ")}`);
        for (const part of parts) {
          const written = (given as Record<string, unknown>)[part];
          if (written === undefined || written === null) continue;
          const read = readText(written, 200);
          if ("unreadable" in read) return read;
          const text = part === "country" ? read.value.trim().toUpperCase() : read.value.trim();
          if (part === "country" && text !== "" && !countries.includes(text))
            return unreadable("invalid", 'A country is its two letters, such as "CN"', { reason: "country" });
          if (text !== "") value[part] = text;
        }
        return Object.keys(value).length === 0 ? unreadable("invalid", "An address has at least one part", { reason: "empty" }) : { value };
      },
    ),
  toSlot: () => null,
  type: () => "json",
  shownBy: { edit: "address", read: "read-text" },
  // from the large to the small without spaces, or the other way round with commas
  toText: ({ country, region, city, district, street, postalCode }, _config, locale) => {
    const name = country === undefined ? undefined : countryName(country, locale);
    const given = (...texts: readonly (string | undefined)[]) => texts.filter((each) => each !== undefined);
    return locale.startsWith("zh")
      ? given(given(name, region, city === region ? undefined : city, district, street).join(""), postalCode)
          .filter((each) => each !== "")
          .join(" ")
      : given(street, district, city, given(region, postalCode).join(" ") || undefined, name).join(", ");
  },
  searched: ({ region, city, district, street, postalCode }) =>
    [region, city, district, street, postalCode].filter((each) => each !== undefined).join(" "),
});
