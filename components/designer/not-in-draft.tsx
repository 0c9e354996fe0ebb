"use client";
import { useTranslations } from "use-intl";
import { EmptyState } from "../ui/empty-state.tsx";

/** In place of a document that the draft does not have. */
export function NotInDraft({ name }: { readonly name: string }) {
  const t = useTranslations("studio");
  return <EmptyState title={t("notInDraft", { name })}>{t("notInDraftHelp")}</EmptyState>;
}
