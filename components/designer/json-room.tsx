"use client";
import { useTranslations } from "use-intl";
import type { Kind } from "#metadata";
import { useText } from "../i18n/index.ts";
import { DocumentCode } from "./document-code.tsx";
import { NotInDraft } from "./not-in-draft.tsx";
import { NotSaved } from "./not-saved.tsx";
import { useDocument } from "./studio-context.tsx";

/** A room whose own editor is still to come: the document as JSON with its schema. */
export function JsonRoom({ kind, name }: { readonly kind: Kind; readonly name: string }) {
  const t = useTranslations("studio");
  const text = useText();
  const document = useDocument(kind, name);
  if (document === undefined) return <NotInDraft name={name} />;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-13 flex-none items-center gap-2 border-b border-line px-4">
        <h1 className="text-lg font-semibold">{text(document.label, document.name)}</h1>
        <span className="font-mono text-sm text-faint">{document.name}</span>
        <span className="flex-1" />
        <span className="text-sm text-muted">{t("readOnlyRoom")}</span>
      </div>
      <NotSaved kind={kind} name={name} className="m-2" />
      <div className="min-h-0 flex-1">
        <DocumentCode document={document} kind={kind} />
      </div>
    </div>
  );
}
