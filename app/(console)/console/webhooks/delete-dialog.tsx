"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { api, ApiProblem, Banner, Button, Dialog, toast, useSay, useTranslations } from "#components";

/** Ends a webhook: the one thing here that cannot be undone. */
export function DeleteDialog({ id, name, onClose }: { readonly id: string; readonly name: string; readonly onClose: () => void }) {
  const t = useTranslations("run.webhooks");
  const tc = useTranslations("common");
  const say = useSay();
  const cache = useQueryClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | undefined>();
  const remove = async () => {
    setBusy(true);
    try {
      await api(`/webhooks/${id}`, { method: "DELETE" });
      toast(t("deleted", { name }));
      cache.removeQueries({ queryKey: ["webhooks"] });
      router.push("/console/webhooks");
    } catch (thrown) {
      setFault(thrown instanceof ApiProblem ? say({ code: thrown.code, message: thrown.message }) : tc("errors.title"));
      setBusy(false);
    }
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      role="alertdialog"
      title={t("deleteTitle", { name })}
      actions={
        <>
          <Button onPress={onClose}>{tc("cancel")}</Button>
          <Button variant="danger-filled" isBusy={busy} onPress={() => void remove()}>
            {t("delete")}
          </Button>
        </>
      }
    >
      <p>{t("deleteHelp")}</p>
      {fault === undefined ? null : <Banner tone="danger" title={fault} />}
    </Dialog>
  );
}
