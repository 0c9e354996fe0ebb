"use client";
import { useTranslations } from "use-intl";
import type { Kind } from "#metadata";
import { useText } from "../i18n/index.ts";
import { Banner } from "../ui/banner.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { DocumentCode } from "./document-code.tsx";
import { useDocument, useProblems } from "./studio-context.tsx";

/** A room whose own editor is still to come: the document as JSON with its schema. */
export function JsonRoom({ kind, name }: { readonly kind: Kind; readonly name: string }) {
  const t = useTranslations("studio");
  const text = useText();
  const document = useDocument(kind, name);
  const problems = useProblems(kind, name);
  if (document === undefined) return <EmptyState title={t("notInDraft", { name })}>{t("notInDraftHelp")}</EmptyState>;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-13 flex-none items-center gap-2 border-b border-line px-4">
        <h1 className="text-lg font-semibold">{text(document.label, document.name)}</h1>
        <span className="font-mono text-sm text-faint">{document.name}</span>
        <span className="flex-1" />
        <span className="text-sm text-muted">{t("readOnlyRoom")}</span>
      </div>
      {problems.length === 0 ? null : (
        <Banner tone="danger" title={t("notSaved", { count: problems.length })} className="m-2">
          <ul>
            {problems.map((problem, at) => (
              <li key={at}>
                {problem.message} <span className="font-mono text-sm text-muted">{problem.path}</span>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <div className="min-h-0 flex-1">
        <DocumentCode document={document} kind={kind} />
      </div>
    </div>
  );
}
