"use client";
import { useLocale } from "use-intl";
import type { Problem } from "#metadata";
import { useSay } from "../render/say.ts";

/** Codes of what stands in documents: the server's own sentence says more than the words of the code do. */
const isExact = ({ details }: Problem): boolean => details?.["reason"] !== undefined || details?.["text"] !== undefined;

/**
 * What is wrong with a document, as who designs it reads it: words of his language, and below them the server's sentence, which names
 * the place exactly. In English the sentence alone.
 */
export function ToldProblem({ problem }: { readonly problem: Problem }) {
  const locale = useLocale();
  const say = useSay();
  const words = say(problem);
  if (isExact(problem) || words === problem.message || problem.message === "") return <span className="block">{words}</span>;
  if (locale === "en") return <span className="block">{problem.message}</span>;
  return (
    <>
      <span className="block">{words}</span>
      <span className="block text-sm text-muted" lang="en">
        {problem.message}
      </span>
    </>
  );
}
