"use client";
import { useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { useUses } from "../change/use-uses.ts";
import { useWorkspace } from "../studio-context.tsx";
import { UserList } from "./field-users.tsx";
import { usersOfField } from "./users-of-field.ts";

/** Where-used before a field goes: what goes along, and what must be changed first. */
export function DeleteFieldDialog(props: {
  readonly object: ObjectDocument;
  readonly id: string;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}) {
  const t = useTranslations("studio.object");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const tc = useTranslations("studio.changing");
  const field = props.object.fields[props.id];
  const { uses } = useUses(props.object.name, props.object.fields[props.id]?.name);
  if (field === undefined) return null;
  const users = usersOfField(documents, props.object.name, field.name);
  const shows = users.filter(({ how }) => how === "shows");
  const computes = users.filter(({ how }) => how === "computes");
  const deed = `${t("deleteField")} ${text(field.label, field.name)}`;
  return (
    <ConfirmDialog onClose={props.onClose} title={deed} deed={deed} onConfirm={props.onDelete}>
      <div className="flex flex-col gap-3">
        {users.length === 0 ? <p>{t("notUsed")}</p> : null}
        {shows.length === 0 ? null : (
          <div>
            <p className="mb-1">{t("leaves")}</p>
            <UserList users={shows} />
          </div>
        )}
        {computes.length === 0 ? null : (
          <div>
            <p className="mb-1 text-danger">{t("blocks")}</p>
            <UserList users={computes} />
          </div>
        )}
        {uses === undefined ? null : <p>{tc("recordsHold", { count: uses.records })}</p>}
        <p className="text-muted">{tc("deleteHelp")}</p>
      </div>
    </ConfirmDialog>
  );
}
