"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, ConfirmDialog, toast, useTell, useTranslations } from "#components";

/** Ends a webhook: the one thing here that cannot be undone. */
export function DeleteDialog({ id, name, onClose }: { readonly id: string; readonly name: string; readonly onClose: () => void }) {
  const t = useTranslations("run.webhooks");
  const tell = useTell();
  const cache = useQueryClient();
  const router = useRouter();
  const [fault, setFault] = useState<string | undefined>();
  const remove = async () => {
    try {
      await api(`/webhooks/${id}`, { method: "DELETE" });
      toast(t("deleted", { name }));
      cache.removeQueries({ queryKey: ["webhooks"] });
      // while the list is on its way there is nothing left to delete
      onClose();
      router.push("/console/webhooks");
    } catch (thrown) {
      setFault(tell(thrown));
    }
  };
  return (
    <ConfirmDialog onClose={onClose} title={t("deleteTitle", { name })} deed={t("delete")} onConfirm={remove} fault={fault}>
      <p>{t("deleteHelp")}</p>
    </ConfirmDialog>
  );
}
