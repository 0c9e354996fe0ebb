"use client";
import { EmptyState, useTranslations } from "#components";

export function NoApp() {
  const t = useTranslations("run.shell");
  return (
    <main className="p-6">
      <EmptyState title={t("noApp")}>{t("noAppHelp")}</EmptyState>
    </main>
  );
}
