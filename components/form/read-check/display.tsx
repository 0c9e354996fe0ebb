"use client";
import { useTranslations } from "use-intl";
import type { Display } from "../../render/display.ts";
import { Icon } from "../../ui/icon.tsx";

/** A tick for yes, a line for no; the word for those who cannot see it. */
export const Tick: Display = ({ value }) => {
  const t = useTranslations("common");
  const yes = value === true;
  return (
    <span className={yes ? "text-success" : "text-faint"} title={t(yes ? "yes" : "no")}>
      <Icon name={yes ? "check" : "minus"} className="inline" />
      <span className="sr-only">{t(yes ? "yes" : "no")}</span>
    </span>
  );
};
