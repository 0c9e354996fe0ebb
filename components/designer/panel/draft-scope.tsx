"use client";
import { useMemo, type ReactNode } from "react";
import type { Document } from "#metadata";
import { RenderRoot, type ShownDocuments } from "../../render/index.ts";
import { useStudio, useWorkspace } from "../studio-context.tsx";

/** What asks about records below here asks about those of the draft: its objects and fields, the tenant's people and records. */
export function DraftScope({ children }: { readonly children: ReactNode }) {
  const documents = useWorkspace((state) => state.documents);
  const { revision, visitor } = useStudio();
  const scope = useMemo(() => {
    const shown: Record<string, Record<string, Document>> = { object: {}, form: {}, page: {}, view: {}, table: {}, app: {} };
    for (const each of documents.values()) if (shown[each.kind]) (shown[each.kind] as Record<string, Document>)[each.name] = each;
    return {
      revision,
      documents: shown as unknown as ShownDocuments,
      user: { id: visitor.userId, roles: visitor.roles, name: visitor.name },
    };
  }, [documents, revision, visitor]);
  return <RenderRoot scope={scope}>{children}</RenderRoot>;
}
