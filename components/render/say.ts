"use client";
import { useCallback } from "react";
import { useLocale, useTranslations } from "use-intl";
import { inLocale, type Problem } from "#metadata";
import type { Fault } from "./rules.ts";

/** A fault in the reader's language: the rule's own words, else the words of its code, else what the server said. */
export function useSay(): (fault: Fault & { readonly details?: Readonly<Record<string, unknown>> | undefined }) => string {
  const t = useTranslations("common");
  const locale = useLocale();
  return useCallback(
    (fault) => {
      if (fault.text !== undefined) return inLocale(fault.text, locale);
      const own = fault.details?.["text"];
      if (typeof own === "object" && own !== null) return inLocale(own as { en?: string; zh?: string }, locale);
      const precise = fault.message !== "" && locale === "en" && fault.code !== "choice_not_offered";
      if (precise && fault.code !== "required") return fault.message;
      const key = `problem.${fault.code}` as "problem.choice_not_offered";
      return t.has(key) ? t(key, { table: String(fault.details?.["table"] ?? "") }) : fault.message || t("problem.invalid");
    },
    [t, locale],
  );
}

/** Gives each problem to the field its path names; → those that belong to none. */
export function placeProblems(
  problems: readonly Problem[],
  fields: { readonly has: (name: string) => boolean },
  give: (name: string, problem: Problem) => void,
): readonly Problem[] {
  return problems.filter((problem) => {
    const name = problem.path.split("/").find((part) => fields.has(part));
    if (name !== undefined) give(name, problem);
    return name === undefined;
  });
}
