"use client";
import { ButtonLink, EmptyState, useTranslations } from "#components";

export default function NotFound() {
  const t = useTranslations("common.errors");
  return (
    <main className="mx-auto max-w-[560px] p-6 pt-24">
      <h1 className="sr-only">{t("notFound")}</h1>
      <EmptyState title={t("notFound")} action={<ButtonLink href="/">{t("goHome")}</ButtonLink>}>
        {t("notFoundHelp")}
      </EmptyState>
    </main>
  );
}
