"use client";
import { useTranslations } from "use-intl";
import type { TableDocument } from "#metadata";
import { useWorkspace } from "../../designer/studio-context.tsx";
import { useText } from "../../i18n/index.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { type Side, columnAt } from "./column-commands.ts";
import { ColumnUsers } from "./column-users.tsx";
import { usesOfColumn } from "./users-of-column.ts";

/** Where-used before a column goes: what goes along, and what must be changed first. */
export function DeleteColumnDialog(props: {
  readonly table: TableDocument;
  readonly side: Side;
  readonly id: string;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}) {
  const t = useTranslations("studio.columns");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const column = columnAt(props.table, props.side, props.id);
  if (column === undefined) return null;
  const name = text(column.label, column.name);
  const { computes, others, routing } = usesOfColumn(props.table, documents, props.side, props.id);
  return (
    <ConfirmDialog onClose={props.onClose} title={t("delete", { name })} deed={t("delete", { name })} onConfirm={props.onDelete}>
      <div className="flex flex-col gap-3">
        <div>
          <h3 className="mb-1 text-sm text-muted">{t("usedBy")}</h3>
          <ColumnUsers table={props.table} side={props.side} id={props.id} none={t("notUsed")} />
        </div>
        {routing.includes("option") ? <p className="text-danger">{t("takesRouting")}</p> : null}
        {computes.length + others.length > 0 ? <p className="text-danger">{t("breaks")}</p> : null}
        <p className="text-muted">{t("undoHelp")}</p>
      </div>
    </ConfirmDialog>
  );
}
