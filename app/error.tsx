"use client";
import { useEffect } from "react";
import { Banner, Button, useTranslations } from "#components";

/** A page that failed: what holds, what to do, the code. */
export default function PageError({ error, reset }: { readonly error: Error & { readonly digest?: string }; readonly reset: () => void }) {
  const t = useTranslations("common");
  useEffect(() => console.error(error), [error]);
  return (
    <main className="mx-auto w-full max-w-[560px] p-6 pt-24">
      <h1 className="sr-only">{t("errors.title")}</h1>
      <Banner
        tone="danger"
        title={t("errors.title")}
        actions={
          <Button size="sm" onPress={reset}>
            {t("retry")}
          </Button>
        }
      >
        {t("errors.rest")}
        {error.digest === undefined ? null : (
          <span className="mt-1 block font-mono text-sm text-faint">{t("errors.code", { code: error.digest })}</span>
        )}
      </Banner>
    </main>
  );
}
