"use client";
import { useTranslations } from "use-intl";
import type { Kind } from "#metadata";
import { Banner } from "../ui/banner.tsx";
import { useProblems } from "./studio-context.tsx";
import { ToldProblem } from "./told-problem.tsx";

/** What the server refused of the document of a room; nothing when it took all. */
export function NotSaved(props: { readonly kind: Kind; readonly name: string; readonly className: string }) {
  const t = useTranslations("studio");
  const problems = useProblems(props.kind, props.name);
  if (problems.length === 0) return null;
  return (
    <Banner tone="danger" title={t("notSaved", { count: problems.length })} className={props.className}>
      <ul>
        {problems.map((problem, at) => (
          <li key={at}>
            <ToldProblem problem={problem} /> <span className="font-mono text-sm text-muted">{problem.path}</span>
          </li>
        ))}
      </ul>
    </Banner>
  );
}
