import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json } from "#metadata";
import { placeWords } from "./change-words.ts";

/** A pointer into a document as a person reads it: "Row Meituan Pay · Amount", empty for the whole document; and whether it is a property of a thing. */
export function usePlaceWords(document: Json | undefined, pointer: string): { readonly where: string; readonly isProperty: boolean } {
  const t = useTranslations("studio");
  const locale = useLocale();
  const { things, property } = useMemo(() => placeWords(document, pointer, locale), [document, pointer, locale]);
  const where = [
    ...things.map(({ of, name }) => `${t(`thing.${of}` as never)} ${name}`),
    ...(property === undefined ? [] : [t.has(`property.${property}` as never) ? t(`property.${property}` as never) : property]),
  ].join(" · ");
  return { where, isProperty: property !== undefined };
}
