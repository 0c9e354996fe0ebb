"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Json, Logic } from "#metadata";
import type { ShownObject } from "../render/object.ts";
import { useScope } from "../render/scope.tsx";
import { isAsker } from "./condition.ts";
import { kindOf, ownField, placeAt } from "./places.ts";
import { readGroup } from "./read-logic.ts";
import { listsIn, sayLogic } from "./say-logic.ts";
import { useAskerWords, useComparedWords, useLabelOf, usePeriodWords } from "./words.ts";

/** An expression over an object's records as a sentence, in the language of the page. Stands below <DraftScope>. */
export function useLogicWords(object: ShownObject, logic: Logic | undefined): string | undefined {
  const t = useTranslations("studio.say");
  const locale = useLocale();
  const labelOf = useLabelOf();
  const periodWords = usePeriodWords();
  const askerWords = useAskerWords();
  const { documents } = useScope();
  const parts = useMemo(() => readGroup(logic).parts, [logic]);
  const compared = useComparedWords(object, parts);
  if (logic === undefined) return undefined;
  return sayLogic(logic, {
    say: t as never,
    nameOf: (path) => {
      if (isAsker(path)) return askerWords(path);
      const place = placeAt(documents.object, object, path);
      return place === undefined ? undefined : labelOf(place);
    },
    valueOf: (value: Json, beside) => {
      if (beside === "$period") return periodWords(value);
      const place = beside === undefined ? undefined : placeAt(documents.object, object, beside);
      if (place === undefined || value === null || typeof value === "object") return undefined;
      // texts and numbers are said as such: in quotes, and as they are written
      const kind = kindOf(place.field);
      if (kind === "text" || kind === "words" || kind === "unknown" || kind === "lines") return undefined;
      return kind === "number" && typeof ownField(place.field).fieldType.type(ownField(place.field).settings) !== "string"
        ? undefined
        : compared(place, value);
    },
    list: listsIn(locale),
  });
}
