import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { type Cell, type Document, type Given, type Json, type TableRow, inLocale, namesOf } from "#metadata";
import { type Column, columnsOf } from "../tables/column.ts";
import { mainColumn } from "../tables/tester/offered.tsx";
import { valueText } from "../tables/tester/words.ts";
import { useWording } from "../tables/use-wording.ts";
import { cellsWords, cellWords, rowWords } from "../tables/words.ts";
import { callIt, placeWords, valueWords } from "./change-words.ts";
import { isObject, valueAt } from "./documents.ts";
import { useWorkspace } from "./studio-context.tsx";

/** A document as people call its places and what stands there. */
export interface Telling {
  /** A pointer as a person reads it: "Row Meituan Pay · Amount", empty for the whole document. `value`: what stood there, where it is gone. */
  readonly where: (path: string, value?: Json) => string;
  readonly value: (path: string, value: Json | undefined) => string;
  /** what a row is called by: what it gives */
  readonly row: (id: string) => string;
  /** what a decision gives: the options of a list of them, one after another */
  readonly given: (values: Json) => string;
  /** whether a pointer is to a property of a thing, rather than to a thing */
  readonly isProperty: (path: string) => boolean;
  /** whether a whole thing has a sentence of its own, beside its name */
  readonly hasSentence: (path: string) => boolean;
}

const isThing = (value: Json): boolean =>
  isObject(value) && ["label", "name", "out", "facts", "component"].some((key) => Object.hasOwn(value, key));
const none: readonly Column[] = [];

/** How a document is told: a decision table by what its rows ask and give, any other by the words of its properties. */
export function useTelling(document: Document | undefined): Telling {
  const t = useTranslations("studio");
  const locale = useLocale();
  const documents = useWorkspace((state) => state.documents);
  const table = document?.kind === "table" ? document : undefined;
  const columns = useMemo(() => (table === undefined ? none : columnsOf(table, documents)), [table, documents]);
  const wording = useWording(columns);
  return useMemo(() => {
    const main = table && mainColumn(table, columns);
    const column = (side: string, id: string | undefined): Column | undefined =>
      columns.find((each) => each.id === id && each.side === (side === "cells" ? "input" : "output"));
    const rowName = (row: Json | undefined, id: string): string => {
      const given = main === undefined ? undefined : valueAt(row, ["out", main.id]);
      return given === undefined || isObject(given) ? id : valueText(given, main, locale);
    };
    const property = (name: string): string => (t.has(`property.${name}` as never) ? t(`property.${name}` as never) : name);
    const where = (path: string, value?: Json): string => {
      const [head, id, side, part, ...deeper] = namesOf(path);
      const inRow = table !== undefined && head === "rows" && id !== undefined;
      if (inRow && deeper.length === 0) {
        const label = column(side ?? "", part)?.label;
        const last =
          side === undefined ? [] : part === undefined ? [property(side)] : [label === undefined ? part : inLocale(label, locale)];
        const row = valueAt(table, ["rows", id]) ?? (side === undefined ? value : undefined);
        return [`${t("thing.rows")} ${rowName(row, id)}`, ...last].join(" · ");
      }
      const { things, property: rest } = placeWords(document as unknown as Json, path, locale);
      const words = rest === undefined ? [] : [property(rest)];
      // a word of the catalogue that begins the line
      if (things.length === 0) return words.map((word) => (word === rest ? word : word.charAt(0).toUpperCase() + word.slice(1))).join("");
      return [...things.map(({ of, name }) => `${t(`thing.${of}` as never)} ${name}`), ...words].join(" · ");
    };
    const value = (path: string, said: Json | undefined): string => {
      const [head, id, side, part, ...deeper] = namesOf(path);
      // a collection that is new or gone as a whole: what is in it
      if (side === undefined && id === undefined && isObject(said) && Object.values(said).length > 0 && Object.values(said).every(isThing))
        return Object.entries(said)
          .map(([each, thing]) => (head === "rows" ? rowName(thing, each) : callIt(thing, each, locale)))
          .join(locale === "zh" ? "、" : ", ");
      if (said === undefined || table === undefined || head !== "rows" || id === undefined || deeper.length > 0)
        return valueWords(said, locale);
      if (side === undefined && isObject(said) && isObject(said["out"])) return rowWords(said as unknown as TableRow, table, wording);
      const cells = side === "cells" && part === undefined && isObject(said) ? (said as Readonly<Record<string, Json>>) : undefined;
      if (cells !== undefined) return cellsWords(cells as unknown as Readonly<Record<string, Cell>>, wording) || t("anything");
      const of = side === undefined ? undefined : column(side, part);
      if (of === undefined) return valueWords(said, locale);
      if (side === "cells") return cellWords(said as unknown as Cell, of, wording);
      const given = said as unknown as Given;
      return typeof given === "object" && !Array.isArray(given)
        ? wording.sayLogic((given as { logic: never }).logic)
        : valueText(said, of, locale);
    };
    const given = (values: Json): string => {
      const all = (Array.isArray(values) ? values : [values]) as readonly Json[];
      const options = all.map((each) => (main !== undefined && isObject(each) ? (each[main.name] ?? each) : each));
      return valueText(options, main, locale);
    };
    const isProperty = (path: string): boolean => placeWords(document as unknown as Json, path, locale).property !== undefined;
    return {
      where,
      value,
      row: (id) => rowName(valueAt(table, ["rows", id]), id),
      given,
      isProperty,
      hasSentence: (path) => table !== undefined && /^\/rows\/[^/]+$/.test(path),
    };
  }, [document, table, columns, wording, locale, t]);
}
