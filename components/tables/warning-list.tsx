"use client";
import { useMemo } from "react";
import { useTranslations } from "use-intl";
import { namesOf, type TableDocument } from "#metadata";
import { RoomLink } from "../designer/room-link.tsx";
import type { Warning } from "../designer/server.ts";
import { useDocument, useWorkspace } from "../designer/studio-context.tsx";
import { useText } from "../i18n/index.ts";
import { findingWords } from "./analysis/finding-words.ts";
import { columnsOf } from "./column.ts";
import { useWording } from "./use-wording.ts";

/** Lines of one table; the rest is in its room. */
const mostShown = 5;

/** What deserves a look in the decision tables of a draft, each table with the way to it. */
export function WarningList({ warnings, onGo }: { readonly warnings: readonly Warning[]; readonly onGo: () => void }) {
  const byTable = Map.groupBy(warnings, ({ path }) => namesOf(path)[1] ?? "");
  return (
    <ul className="mt-1 flex max-h-48 flex-col gap-2 overflow-auto">
      {[...byTable].map(([name, all]) => (
        <OfTable key={name} name={name} warnings={all} onGo={onGo} />
      ))}
    </ul>
  );
}

function OfTable(props: { readonly name: string; readonly warnings: readonly Warning[]; readonly onGo: () => void }) {
  const table = useDocument("table", props.name);
  return table === undefined ? null : <Lines {...props} table={table} />;
}

function Lines({
  table,
  warnings,
  onGo,
}: {
  readonly table: TableDocument;
  readonly warnings: readonly Warning[];
  readonly onGo: () => void;
}) {
  const t = useTranslations("studio.findings");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const columns = useMemo(() => columnsOf(table, documents), [table, documents]);
  const wording = useWording(columns);
  return (
    <li>
      <span onClickCapture={onGo}>
        <RoomLink href={`/studio/tables/${table.name}`} className="text-sm font-medium text-accent-text">
          {text(table.label, table.name)}
        </RoomLink>
      </span>
      <ul className="text-sm">
        {warnings.slice(0, mostShown).map(({ finding, places }, at) => (
          <li key={at}>{findingWords(finding, { table, wording, places: new Map(Object.entries(places)), t: t as never }).what}</li>
        ))}
        {warnings.length > mostShown ? <li className="num text-muted">{t("rest", { count: warnings.length - mostShown })}</li> : null}
      </ul>
    </li>
  );
}
