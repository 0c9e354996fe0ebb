"use client";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ObjectDocument } from "#metadata";
import { useText } from "../../i18n/index.ts";
import { Button } from "../../ui/button.tsx";
import { useStudio } from "../studio-context.tsx";
import { DeleteObjectDialog } from "./delete-object-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";

/** What takes more than typing once an object is published: its API name, and its going. */
export function ChangeObject({ object }: { readonly object: ObjectDocument }) {
  const t = useTranslations("studio.changing");
  const to = useTranslations("studio.object");
  const text = useText();
  const { place } = useStudio();
  const [open, setOpen] = useState<"rename" | "delete">();
  const label = text(object.label, object.name);
  const close = (): void => setOpen(undefined);
  return (
    <div className="flex flex-wrap gap-1.5">
      <Button size="sm" icon="square-pen" onPress={() => setOpen("rename")}>
        {t("renameButton")}
      </Button>
      <Button size="sm" variant="danger" icon="trash-2" onPress={() => setOpen("delete")}>
        {to("deleteObject")}
      </Button>
      {open === "rename" ? (
        <RenameDialog object={object.name} label={label} onClose={close} onRenamed={(name) => place.go(`/studio/objects/${name}`)} />
      ) : null}
      {open === "delete" ? <DeleteObjectDialog object={object} onClose={close} /> : null}
    </div>
  );
}
