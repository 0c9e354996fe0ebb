"use client";
import { useCallback } from "react";
import { useLocale, useTranslations } from "use-intl";
import { inLocale, type Problem } from "#metadata";
import { ApiProblem } from "../data/api.ts";
import { fieldAt, sayProblem, type Said, type Words } from "./problem-words.ts";
import { useScope } from "./scope.tsx";

/** A problem in the reader's language, with the labels that this page knows. */
export function useSay(): (problem: Said) => string {
  const t = useTranslations("common");
  const locale = useLocale();
  const { documents } = useScope();
  return useCallback((problem) => sayProblem(problem, locale, t as unknown as Words, documents), [documents, locale, t]);
}

const mostTold = 3;

/**
 * What was thrown, or some of its problems, as one sentence in the reader's language: what the server refused, each problem at its field where `object` (an API
 * name) is given, else that something went wrong. For places that stand apart from the fields: toasts, banners, marks at a record.
 * `here`: the field it is told at, which need not be named.
 */
export function useTell(object?: string): (thrown: unknown, here?: string) => string {
  const tc = useTranslations("common");
  const locale = useLocale();
  const say = useSay();
  const { documents } = useScope();
  return useCallback(
    (thrown, here) => {
      const problems = Array.isArray(thrown) ? (thrown as readonly Said[]) : thrown instanceof ApiProblem ? problemsOf(thrown) : [];
      if (problems.length === 0) return tc("errors.title");
      const document = object !== undefined && Object.hasOwn(documents.object, object) ? documents.object[object] : undefined;
      const told = problems.map((problem) => {
        const isWhole = document === undefined || problem.details?.["text"] !== undefined || problem.details?.["fields"] !== undefined;
        const field = isWhole ? undefined : fieldAt(problem, document);
        return field === undefined || field.name === here
          ? say(problem)
          : tc("errors.at", { place: inLocale(field.label, locale, field.name), reason: say(problem) });
      });
      const each = [...new Set(told)];
      const shown = each.slice(0, mostTold).join(tc("errors.between"));
      return each.length > mostTold ? tc("errors.more", { shown, count: each.length - mostTold }) : shown;
    },
    [documents, locale, object, say, tc],
  );
}

/** What an answer refuses; one that names no problems is one itself. */
const problemsOf = (thrown: ApiProblem): readonly Said[] => (thrown.problems.length > 0 ? thrown.problems : [thrown]);

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
