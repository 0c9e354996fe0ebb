"use client";
import { useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
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
  const c = useTranslations("common");
  const text = useText();
  const documents = useWorkspace((state) => state.documents);
  const tc = useTranslations("studio.changing");
  const field = props.object.fields[props.id];
  const { uses } = useUses(props.object.name, props.object.fields[props.id]?.name);
  if (field === undefined) return null;
  const users = usersOfField(documents, props.object.name, field.name);
  const shows = users.filter(({ how }) => how === "shows");
  const computes = users.filter(({ how }) => how === "computes");
  return (
    <Dialog
      isOpen
      role="alertdialog"
      onClose={props.onClose}
      title={`${t("deleteField")} ${text(field.label, field.name)}`}
      actions={
        <>
          <Button onPress={props.onClose}>{c("cancel")}</Button>
          <Button variant="danger-filled" onPress={props.onDelete}>
            {`${t("deleteField")} ${text(field.label, field.name)}`}
          </Button>
        </>
      }
    >
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
    </Dialog>
  );
}
