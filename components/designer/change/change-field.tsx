"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { RetypeDialog } from "./retype-dialog.tsx";

/** What takes more than typing once a field is published: its API name, its type. */
export function ChangeField(props: { readonly object: ObjectDocument; readonly id: string; readonly isDerived: boolean }) {
  const t = useTranslations("studio.changing");
  const text = useText();
  const [open, setOpen] = useState<"rename" | "retype">();
  const field = props.object.fields[props.id];
  if (field === undefined) return null;
  const close = (): void => setOpen(undefined);
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button size="sm" icon="square-pen" onPress={() => setOpen("rename")}>
        {t("renameButton")}
      </Button>
      {props.isDerived ? null : (
        <Button size="sm" icon="refresh-cw" onPress={() => setOpen("retype")}>
          {t("retypeButton")}
        </Button>
      )}
      {open === "rename" ? (
        <RenameDialog
          object={props.object.name}
          field={field.name}
          label={text(field.label, field.name)}
          onClose={close}
          onRenamed={close}
        />
      ) : null}
      {open === "retype" ? <RetypeDialog object={props.object} id={props.id} onClose={close} onRetyped={close} /> : null}
    </div>
  );
}
