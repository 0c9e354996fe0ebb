"use client";
import { Icon, useTranslations } from "#components";

/** A link that is cut off, forged, or past its time: they answer alike. */
export function NoLink() {
  const t = useTranslations("run.pay");
  return (
    <main className="flex min-h-dvh flex-col items-center bg-surface px-6 pt-24 text-center text-md">
      <span className="text-muted">
        <Icon name="unlink" size={40} />
      </span>
      <h1 className="mt-4 text-xl font-semibold">{t("unknown")}</h1>
      <p className="mt-1 text-muted">{t("unknownHelp")}</p>
    </main>
  );
}
