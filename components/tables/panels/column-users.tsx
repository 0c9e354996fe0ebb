"use client";
import { useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { kindOf, nameOf } from "../../designer/documents.ts";
import { RoomLink } from "../../designer/room-link.tsx";
import { roomOf } from "../../designer/rooms.ts";
import { useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import type { Side } from "./column-commands.ts";
import { usesOfColumn } from "./users-of-column.ts";

/** Where a column is used, a line each. */
export function ColumnUsers(props: { readonly table: TableDocument; readonly side: Side; readonly id: string; readonly none: string }) {
  const t = useTranslations("studio.columns");
  const tk = useTranslations("studio.kind");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const { rows, computes, routing, others } = usesOfColumn(props.table, documents, props.side, props.id);
  if (rows + computes.length + routing.length + others.length === 0) return <p className="text-muted">{props.none}</p>;
  return (
    <ul className="flex flex-col gap-1">
      {rows > 0 ? <li>{t("usedRows", { count: rows })}</li> : null}
      {routing.map((part) => (
        <li key={part}>{t("usedRouting", { part: t(`part.${part}`) })}</li>
      ))}
      {computes.length > 0 ? <li>{t("usedExpressions", { count: computes.length })}</li> : null}
      {others.map((key) => {
        const document = documents.get(key);
        const room = roomOf(kindOf(key));
        return (
          <li key={key}>
            <RoomLink href={`/studio/${room?.name ?? "objects"}/${nameOf(key)}`} className="text-accent-text">
              {text(document?.label, nameOf(key))}
            </RoomLink>{" "}
            <span className="text-sm text-muted">{tk(kindOf(key))}</span>
          </li>
        );
      })}
    </ul>
  );
}
