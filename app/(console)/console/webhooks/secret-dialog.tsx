"use client";
import { useState } from "react";
import { Button, Dialog, useTranslations } from "#components";
import type { WithSecret } from "./webhook-types.ts";

/** The secret of a webhook, the one time that it is shown. */
export function SecretDialog({ webhook, onClose }: { readonly webhook: WithSecret | undefined; readonly onClose: () => void }) {
  const t = useTranslations("run.webhooks");
  const [copied, setCopied] = useState<string | undefined>();
  const secret = webhook?.secret;
  const copy = async () => {
    await navigator.clipboard.writeText(secret ?? "");
    setCopied(secret);
  };
  return (
    <Dialog
      isOpen={secret !== undefined}
      onClose={onClose}
      title={t("secretTitle")}
      width={520}
      actions={
        <>
          <Button icon={copied === secret ? "check" : "copy"} onPress={() => void copy()}>
            {copied === secret ? t("copied") : t("copy")}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {t("secretKept")}
          </Button>
        </>
      }
    >
      <p>{t("secretHelp")}</p>
      <code
        className="mt-3 block rounded-md border border-line bg-surface-sunken p-3 font-mono text-sm break-all select-all"
        data-testid="secret"
      >
        {secret}
      </code>
      {webhook?.rotatingUntil == null ? null : <p className="mt-3 text-sm text-muted">{t("secretOverlap")}</p>}
    </Dialog>
  );
}
