"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Document, Kind } from "#metadata";
import { useText } from "../i18n/index.ts";
import { Button } from "../ui/button.tsx";
import { Chip } from "../ui/chip.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/icon.tsx";
import { SearchField } from "../ui/search-field.tsx";
import { RemovedList } from "./change/removed-list.tsx";
import { NewTableDialog } from "../tables/panels/new-table-dialog.tsx";
import { NewDocumentDialog } from "./new-document-dialog.tsx";
import { RoomLink } from "./room-link.tsx";
import type { Room } from "./rooms.ts";
import { useWorkspace } from "./studio-context.tsx";

/** All documents of a room, by label; typing narrows them by label or API name. */
export function RoomList({ room, kind }: { readonly room: Room; readonly kind: Kind }) {
  const t = useTranslations("studio");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const problems = useWorkspace((state) => state.problems);
  const [query, setQuery] = useState("");
  const [making, setMaking] = useState(false);
  const all = [...documents.values()].filter((document) => document.kind === kind);
  const shown = all
    .map((document) => ({ document, label: text(document.label, document.name) }))
    .filter(({ document, label }) => `${label} ${document.name}`.toLowerCase().includes(query.trim().toLowerCase()))
    .toSorted((one, other) => one.label.localeCompare(other.label));
  const canMake = kind === "object" || kind === "form" || kind === "table";
  return (
    <div className="h-full overflow-auto">
      <div className="flex h-13 items-center gap-2 px-4">
        <h1 className="text-lg font-semibold">{t(`room.${room.word}`)}</h1>
        <span className="num text-sm text-faint">{all.length}</span>
        <span className="flex-1" />
        <SearchField label={t("find")} value={query} onChange={setQuery} className="w-56" />
        {canMake ? (
          <Button size="sm" icon="plus" onPress={() => setMaking(true)}>
            {t(kind === "object" ? "object.add" : kind === "table" ? "newTable.title" : "form.newForm")}
          </Button>
        ) : null}
      </div>
      {shown.length === 0 ? (
        <EmptyState title={t("nothingFound")}>{t(`about.${room.word}`)}</EmptyState>
      ) : (
        <ul className="border-t border-line">
          {shown.map(({ document, label }) => (
            <li key={document.name} className="border-b border-line">
              <RoomLink
                href={`/studio/${room.name}/${document.name}`}
                className="flex min-h-11 items-center gap-3 px-4 py-1.5 text-ink no-underline hover:bg-surface-hover"
              >
                <Icon name={(document as { icon?: string }).icon ?? room.icon} className="text-muted" />
                <span className="min-w-0 flex-1">
                  <span className="ellipsis block font-medium">{label}</span>
                  <span className="ellipsis block text-sm text-muted">{summary(document, text)}</span>
                </span>
                {problems.has(`${document.kind}/${document.name}`) ? (
                  <Chip tone="danger" dot>
                    {t("notSaved", { count: problems.get(`${document.kind}/${document.name}`)?.length ?? 0 })}
                  </Chip>
                ) : null}
                <span className="num text-sm text-muted">{sizeOf(document, t)}</span>
                <span className="w-40 font-mono text-sm text-faint">{document.name}</span>
              </RoomLink>
            </li>
          ))}
        </ul>
      )}
      {kind === "object" ? (
        <div className="max-w-xl">
          <RemovedList />
        </div>
      ) : null}
      {!making ? null : kind === "table" ? (
        <NewTableDialog onClose={() => setMaking(false)} />
      ) : canMake ? (
        <NewDocumentDialog kind={kind} onClose={() => setMaking(false)} />
      ) : null}
    </div>
  );
}

function summary(document: Document, text: (label: Document["label"] | undefined, otherwise?: string) => string): string {
  const said = text(document.description, "");
  if (said !== "") return said;
  if (document.kind === "object")
    return Object.values(document.fields)
      .slice(0, 6)
      .map(({ label, name }) => text(label, name))
      .join(" · ");
  if (document.kind === "form" || document.kind === "page") return document.object ?? "";
  return "";
}

function sizeOf(document: Document, t: ReturnType<typeof useTranslations<"studio">>): string {
  if (document.kind === "object") return t("object.fieldCount", { count: Object.keys(document.fields).length });
  if (document.kind === "table") return t("table.rowCount", { count: Object.keys(document.rows).length });
  return "";
}
