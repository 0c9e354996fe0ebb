"use client";
import { useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Logic } from "#metadata";
import { listsIn, sayLogic } from "../conditions/say-logic.ts";
import { useText } from "../i18n/index.ts";
import { constantText } from "./cell-text.ts";
import type { Column } from "./column.ts";
import type { Wording } from "./words.ts";

/** How a table with these columns is told of in the language of the page. */
export function useWording(columns: readonly Column[]): Wording {
  const t = useTranslations("studio.say");
  const locale = useLocale();
  const text = useText();
  return useMemo(() => {
    const inputs = columns.filter(({ side }) => side === "input");
    const called = (path: string | undefined) => inputs.find(({ name }) => name === path);
    const say = (logic: Logic): string =>
      sayLogic(logic, {
        say: t as never,
        nameOf: (path) => {
          const column = called(path);
          return column === undefined ? undefined : text(column.label, column.name);
        },
        valueOf: (value, beside) => {
          const column = called(beside);
          const isConstant = typeof value === "string" || typeof value === "number";
          return column === undefined || column.type === "text" || !isConstant ? undefined : constantText(value, column, locale);
        },
        list: listsIn(locale),
      });
    return { columns, locale, sayLogic: say };
  }, [columns, locale, t, text]);
}
